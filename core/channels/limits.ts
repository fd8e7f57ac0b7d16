import { StepError } from '../errors';

interface Limit {
  provider: string;
  most: number;
  unit: 'bytes' | 'letters';
}

const lengths = {
  bytes: (text: string) => Buffer.byteLength(text),
  letters: (text: string) => text.length,
};

/** A text no longer than its provider takes it. Throws `StepError` naming the parameter for a longer one. */
export function within({ provider, most, unit }: Limit, parameter: string, text: string): string {
  const length = lengths[unit](text);
  if (length <= most) return text;
  throw new StepError(
    `“${parameter}” is ${length} ${unit} long for this person; ${provider} takes ${most}.`,
    {
      parameter,
      advice: 'Shorten it.',
    },
  );
}
