import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../core/errors';
import type { ColumnMap, Reading } from '../core/import';
import type { ShopApi } from '../core/shops/account';
import { shopApis } from '../core/shops/accounts';
import type { BackfillCommand } from './backfill';
import type { RejectionsCommand } from './rejections';

export const usage = `npx shop-journeys waits [--store <file or postgres address>]

  Lists the steps that hold people. A step that no running node has asked for in a while
  is marked: give a node its step key, and its people go on from there.

npx shop-journeys rejections [<number>] [--replay] [--store <file or postgres address>]

  Lists what your shop sent and was not understood, or shows the one with that number.
  After an update, --replay takes in what is understood now, as if it came just then.

  --mapping <file>      for JSON of its own: the mended mapping, which counts for all

npx shop-journeys import <file.csv> … [--store <file or postgres address>]

  Loads the history of your shop: customers and orders, as it exports them. Files are told
  apart by their header. Customers come first, if you have them. No journey starts by it.
  Stopped at any time, it goes on where it was when you start it again.

  --source <name>       the shop, as the trigger names it             (shop)
  --currency <code>     of amounts whose row names none               (EUR)
  --time-zone <zone>    of times without an offset, e.g. Europe/Berlin (UTC)
  --dates <dmy|mdy>     how dates like 1/2/2026 are to be read
  --map <column=field>  a column by its field, as often as needed
  --as <customers|orders>  what the files are about, where no column tells
  --delimiter <sign>    what parts the columns, where it is not found out
  --rejects <file.csv>  where to write the rows that are not taken in
  --dry-run             reads and checks, and changes nothing

npx shop-journeys backfill <way in> [--store <file or postgres address>]

  Loads the customers, products and orders of your shop through its API. No journey starts
  by it. Stopped at any time, it goes on where it was when you start it again.
  The account comes from the environment; without it, you are told which variables to set.

  Ways in: ${shopApis.map(({ name }) => name).join(', ')}
  --source <name>       the shop, as the trigger names it             (shop)
  --again               loads once more what was loaded whole before

The store is JOURNEYS_STORE unless --store names another. docs/import.md tells more.`;

/** The command line asks for what there is not. */
export class UsageError extends Error {}

export interface ImportCommand {
  name: 'import';
  files: string[];
  /** Of the store; undefined in a dry run. */
  place: string | undefined;
  rejects: string | undefined;
  reading: Reading;
}

export type Command =
  { name: 'help' } | { name: 'waits'; place: string } | RejectionsCommand | BackfillCommand | ImportCommand;

const options = {
  store: { type: 'string' },
  source: { type: 'string', default: 'shop' },
  currency: { type: 'string', default: 'EUR' },
  'time-zone': { type: 'string', default: 'UTC' },
  dates: { type: 'string' },
  map: { type: 'string', multiple: true, default: [] },
  as: { type: 'string' },
  delimiter: { type: 'string' },
  rejects: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  replay: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  mapping: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** What a command line asks for. Throws `UsageError`. */
export function readCommand(args: string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  const [name, ...files] = positionals;
  if (name === undefined || name === 'help') return { name: 'help' };
  const place = values.store ?? env['JOURNEYS_STORE'];
  if (name === 'waits') return { name, place: needed(place) };
  if (name === 'rejections')
    return {
      name,
      place: needed(place),
      replay: values.replay,
      mapping: values.mapping,
      id: numberOf(files[0]),
    };
  if (name === 'backfill')
    return { name, api: wayIn(files[0]), place: needed(place), source: values.source, again: values.again };
  if (name !== 'import') throw new UsageError(`There is no command “${name}”.`);
  if (files.length === 0) throw new UsageError('Name the files to import.');
  return {
    name,
    files,
    place: values['dry-run'] ? undefined : needed(place),
    rejects: values.rejects,
    reading: {
      source: values.source,
      currency: values.currency.toUpperCase(),
      timeZone: values['time-zone'],
      delimiter: values.delimiter === '\\t' ? '\t' : values.delimiter,
      columns: columnsOf(values.map),
      subject: oneOf(values.as, ['customers', 'orders'], '--as'),
      dates: oneOf(values.dates, ['dmy', 'mdy'], '--dates'),
    },
  };
}

function needed(place: string | undefined): string {
  if (place !== undefined) return place;
  throw new UsageError('Name the store with --store, or set JOURNEYS_STORE.');
}

function wayIn(given: string | undefined): string {
  const known = shopApis.map(({ name }) => name);
  if (given !== undefined && known.includes(given)) return given;
  throw new UsageError(`Name the way into your shop: ${known.join(', ')}.`);
}

/** A value of a shop's account, and the variable of the environment that has it. */
export interface AccountVariable {
  name: string;
  label: string;
  variable: string;
  required: boolean;
}

const inCapitals = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();

/** Where a shop's account is looked for: JOURNEYS_<WAY_IN>_<FIELD>. */
export function accountVariables({ name: api, connection }: ShopApi): AccountVariable[] {
  return Object.entries(connection.fields).flatMap(([name, field]) =>
    field.type === 'notice'
      ? []
      : {
          name,
          label: field.label.en,
          variable: `JOURNEYS_${inCapitals(api)}_${inCapitals(name)}`,
          required: field.type === 'text' && (field.required ?? false),
        },
  );
}

function numberOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new UsageError(`“${given}” is not the number of a rejection.`);
}

function columnsOf(maps: readonly string[]): ColumnMap {
  return Object.fromEntries(
    maps.map((map) => {
      const [, column, field] = /^(.+)=([^=]+)$/.exec(map) ?? [];
      if (column === undefined || field === undefined)
        throw new UsageError(`--map “${map}” is not of the form column=field.`);
      return [column.trim(), field.trim()];
    }),
  );
}

function oneOf<T extends string>(
  given: string | undefined,
  known: readonly T[],
  option: string,
): T | undefined {
  const found = known.find((one) => one === given);
  if (given === undefined || found !== undefined) return found;
  throw new UsageError(`${option} is one of ${known.join(', ')}, not “${given}”.`);
}
