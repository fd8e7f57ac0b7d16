/** Columns of numbers with the rows in the same places; null is NaN. */
export class Columns<N extends string> {
  /** Rows. */
  readonly length: number;
  readonly #names: readonly N[];
  readonly #values: Float64Array;

  /** `values`: one column behind the other, in the order of `names`. */
  constructor(names: readonly N[], values: Float64Array) {
    this.#names = names;
    this.#values = values;
    this.length = values.length / names.length;
  }

  /** The column of this name. */
  of(name: N): Float64Array {
    const from = this.#names.indexOf(name) * this.length;
    return this.#values.subarray(from, from + this.length);
  }
}
