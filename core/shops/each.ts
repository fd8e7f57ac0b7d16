import { MalformedError } from './generic/parse';

/**
 * What `read` makes of each of a list. Where it throws `MalformedError`, that names the place, "line_items.3.price …":
 * only then, for places of all of them would take as long to write as the rest.
 */
export function eachOf<T, R>(list: readonly T[], where: string, read: (one: T) => R): R[] {
  let place = 0;
  try {
    const results: R[] = [];
    for (; place < list.length; place += 1) {
      const one = list[place];
      if (one !== undefined) results.push(read(one));
    }
    return results;
  } catch (error) {
    if (error instanceof MalformedError) throw new MalformedError(`${where}.${place}.${error.message}`);
    throw error;
  }
}
