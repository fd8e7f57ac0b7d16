import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type Kept, StandInShop } from './stand-in';

/** A shop that outlives who calls it: its coupons are the lines of a file. */
export function openFileShop(file: string): StandInShop {
  const shop = new StandInShop((one) => appendFileSync(file, `${JSON.stringify(one)}\n`));
  if (existsSync(file)) {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    shop.kept.push(...lines.map((line) => JSON.parse(line) as Kept));
  }
  return shop;
}
