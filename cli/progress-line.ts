import type { WriteStream } from 'node:tty';

/** How far something is. */
export interface Shown {
  done: number;
  /** Null where nobody knows how much there is. */
  of: number | null;
  /** In words. */
  said: string;
}

export interface ProgressLine {
  show(state: Shown): void;
  end(): void;
}

const WIDTH = 30;
/** ms between two looks of a line that is drawn anew, and between two lines that stay. */
const DRAWN = 100;
const STAYS = 10_000;

/** Shows on `output` how far something is: a bar on a terminal, a line every few seconds elsewhere. */
export function progressLine(name: string, output: Pick<WriteStream, 'write' | 'isTTY'>): ProgressLine {
  let shownAt = performance.now() - (output.isTTY ? DRAWN : 0);
  let drawn = false;
  return {
    show(state) {
      const now = performance.now();
      if (now - shownAt < (output.isTTY ? DRAWN : STAYS)) return;
      shownAt = now;
      drawn = output.isTTY;
      output.write(output.isTTY ? `\r\x1b[2K${name} ${bar(state)}${state.said}` : `${name} ${state.said}\n`);
    },
    end() {
      if (drawn) output.write('\r\x1b[2K');
      drawn = false;
    },
  };
}

function bar({ done, of }: Shown): string {
  if (of === null) return '';
  const filled = Math.round((of === 0 ? 1 : Math.min(done / of, 1)) * WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] `;
}
