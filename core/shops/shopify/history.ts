import type { JsonObject } from '../../steps/define';
import {
  type Calling,
  type HistoryKind,
  historyKinds,
  type HistoryPage,
  ShopError,
  type ShopHistory,
  toldBy,
} from '../account';
import { parseJson } from '../shape';
import { bulkLines, bulkState, startBulk } from './bulk';
import type { Ask } from './graphql';
import { bulkKinds, type Row } from './history-kinds';

/** Things on a page. */
const PAGE = 300;
/** Milliseconds until Shopify is asked again how far it is. */
const LOOK_EVERY = 5_000;
/** Bulk operations that may be lost, one after the other, before it is given up. */
const MOST_STARTS = 3;

/** How far a kind has been read. */
interface Position {
  /** Bulk operations started until now. */
  starts: number;
  /** The byte of its file at which to go on. */
  from: number;
  /** The present one; empty where none runs. */
  operation: string;
}

const cursorOf = ({ starts, from, operation }: Position): string => `${starts}:${from}:${operation}`;

function positionOf(cursor: string | null): Position {
  const [, starts = '0', from = '0', operation = ''] = /^(\d+):(\d+):(.*)$/.exec(cursor ?? '') ?? [];
  return { starts: Number(starts), from: Number(from), operation };
}

/**
 * The history of a shop, which Shopify reads in bulk into a file. The cursor names the operation and how much of its
 * file has been read. Source: https://shopify.dev/docs/api/usage/bulk-operations/queries
 */
export function shopifyHistory(ask: Ask, calling: Calling): ShopHistory {
  const waiting = (position: Position): HistoryPage => ({
    events: [],
    products: [],
    next: cursorOf(position),
    waitFor: LOOK_EVERY,
  });

  async function start(kind: HistoryKind, starts: number): Promise<HistoryPage> {
    if (starts === MOST_STARTS) {
      throw new ShopError('refused', `Shopify failed ${MOST_STARTS} times to read the ${kind}.`, {
        advice: 'Look at Shopify’s status page, then start again from the beginning.',
      });
    }
    const operation = await startBulk(ask, bulkKinds[kind].query);
    return waiting({
      starts: operation === undefined ? starts : starts + 1,
      from: 0,
      operation: operation ?? '',
    });
  }

  return {
    kinds: historyKinds,
    async page(kind, cursor, source) {
      const position = positionOf(cursor);
      if (position.operation === '') return start(kind, position.starts);
      const state = await bulkState(ask, position.operation);
      if (state.state === 'running') return waiting(position);
      if (state.state === 'lost') {
        calling.log.warn(
          `Shopify reads the ${kind} anew, for the operation before was lost: ${state.reason}.`,
        );
        return start(kind, position.starts);
      }
      const { url, roots: total } = state;
      if (url === undefined) return { events: [], products: [], next: null, total };
      const { rows, next } = await readRows(url, position.from, calling);
      const telling = { what: `One of Shopify’s ${kind}`, log: calling.log };
      const { events, products } = bulkKinds[kind];
      return {
        events: toldBy(rows, (row) => events(row, source), telling),
        products: toldBy(rows, products, telling),
        next: next === undefined ? null : cursorOf({ ...position, from: next }),
        total,
      };
    },
  };
}

/** A page of things with what belongs to each, which comes below it, and the byte at which the next begins. */
async function readRows(
  url: string,
  from: number,
  calling: Calling,
): Promise<{ rows: Row[]; next: number | undefined }> {
  const rows: Row[] = [];
  for await (const line of bulkLines(url, from, calling)) {
    const json = objectOf(line.text);
    if ('__parentId' in json) rows.at(-1)?.parts.push(json);
    else if (rows.length === PAGE) return { rows, next: line.from };
    else rows.push({ json, parts: [] });
  }
  return { rows, next: undefined };
}

function objectOf(line: string): JsonObject {
  const json = parseJson(line);
  if (isObject(json)) return json;
  throw new ShopError('away', 'What Shopify has read in bulk is not in its format.', {
    advice: 'Check that nothing between here and Shopify changes what is fetched.',
  });
}

const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
