/** What Shopify says of a call's cost, in points. Source: https://shopify.dev/docs/api/usage/limits */
export interface Cost {
  requested: number | undefined;
  /** What the shop has left for this app. */
  status: { maximum: number; available: number; restored: number } | undefined;
}

/** The points that calls may cost: so many are restored in each second. */
export class Budget {
  readonly #costs = new Map<string, number>();
  #available = Infinity;
  #maximum = Infinity;
  #restored = Infinity;
  #at = 0;

  /** Notes what a call of this document cost. `now`: ms UTC. */
  learn(document: string, { requested, status }: Cost, now: number): void {
    if (requested !== undefined) this.#costs.set(document, requested);
    if (!status) return;
    this.#available = status.available;
    this.#maximum = status.maximum;
    this.#restored = status.restored;
    this.#at = now;
  }

  /** Whether a call of this document costs more than there can ever be. */
  exceeds(document: string): boolean {
    return this.#cost(document) > this.#maximum;
  }

  /** Milliseconds until there are points enough for a call of this document. `now`: ms UTC. */
  pauseBefore(document: string, now: number): number {
    const missing = this.#cost(document) - this.#available;
    if (missing <= 0) return 0;
    return Math.max(0, Math.ceil((missing * 1_000) / this.#restored) - Math.max(0, now - this.#at));
  }

  #cost(document: string): number {
    return this.#costs.get(document) ?? 0;
  }
}
