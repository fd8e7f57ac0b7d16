/** Shows each step as it runs: one live line on a terminal, a line at start and end elsewhere. */
export class Progress {
  constructor(stream) {
    this.stream = stream;
  }

  async step(title, work) {
    const began = Date.now();
    const seconds = () => Math.round((Date.now() - began) / 1000);
    this.#show(`${title} …`);
    const timer = this.stream.isTTY && setInterval(() => this.#show(`${title} … ${seconds()} s`), 1000);
    try {
      const result = await work();
      this.#finish(`${title}: done in ${seconds()} s`);
      return result;
    } catch (error) {
      this.#finish(`${title}: failed after ${seconds()} s`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** Something that is to be known, and that ends nothing. */
  note(text) {
    this.stream.write(`${text}\n`);
  }

  #show(text) {
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  #finish(text) {
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }
}
