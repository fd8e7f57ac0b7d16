import type { Before, Written } from './subjects';

/** While one page is written, the rows of the next are put together, and the people of the one after it looked up. */
const MOST = 2;

/** The pages of a transaction that may not be written yet. */
export class UnderWay {
  #pages: readonly Written[] = [];

  /** What a page is to be written after, once there is room for one more. Throws what a page has thrown. */
  async room(): Promise<Pick<Before, 'written' | 'orders'>> {
    const over = this.#pages.slice(0, -MOST);
    for (const { written } of over) await written;
    this.#pages = this.#pages.slice(over.length);
    return {
      written: this.#pages.at(-1)?.written ?? Promise.resolve(),
      orders: this.#pages.map(({ orders }) => orders),
    };
  }

  add(page: Written): void {
    // Whoever waits for it hears of its error; until then the host would end for it.
    page.written.catch(() => undefined);
    this.#pages = [...this.#pages, page];
  }

  /** All of them are written, or none will be any more. Throws what one of them has thrown. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pages.map(({ written }) => written));
    for (const { written } of this.#pages) await written;
  }
}
