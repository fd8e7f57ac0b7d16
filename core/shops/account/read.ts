import { MalformedError } from '../generic/parse';
import { jsonReaderOf, type Shape } from '../shape';
import type { ShopAnswer } from './call';
import { ShopError } from './error';

/** What reads answers of a shape. It throws `ShopError` that says where an answer differs. `shop`: as in errors. */
export function answerReader<T>(shape: Shape<T>, shop: string): (answer: Pick<ShopAnswer, 'json'>) => T {
  const read = jsonReaderOf(shape);
  return ({ json }) => understood(shop, () => read(json));
}

/** What `read` makes of an answer. Throws `ShopError` where that throws `MalformedError`. */
export function understood<T>(shop: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ShopError('unknown', `${shop} answered something unexpected: ${error.message}.`, {
      advice: 'Check the address and the version of the shop, and for plug-ins that change its API.',
    });
  }
}
