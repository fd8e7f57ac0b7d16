import type { Text } from '../../steps/text';
import type { Condition, SegmentDefinition } from '../definition/types';

/** What some ready-made segments leave open. */
export interface ReadyMadeOptions {
  /** A category's path through the shop's tree; those below it are in it. */
  category?: string;
  /** How many people have to favour a product before many do; 100 without it. */
  people?: number;
  /** IANA name; where days and years begin. UTC without it. */
  timeZone?: string;
}

/** A segment that comes along. */
export interface ReadyMade {
  /** In kebab-case. */
  name: string;
  label: Text;
  help: Text;
  /** What has to be chosen before there is a definition. */
  needs?: 'category';
  /** Its definition, in the language that people write. Throws `StepError` when `needs` was not chosen. */
  definition(options?: ReadyMadeOptions): SegmentDefinition;
}

/** A definition in which nothing is left open but where days begin. */
export const always =
  (where: Condition) =>
  (options?: ReadyMadeOptions): SegmentDefinition =>
    defined(where, options);

/** A condition as a definition. */
export const defined = (where: Condition, { timeZone }: ReadyMadeOptions = {}): SegmentDefinition => ({
  version: 1,
  ...(timeZone !== undefined && { timeZone }),
  where,
});
