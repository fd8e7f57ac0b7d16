import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock';
import { StepError, messageOf } from '../errors';
import type { Store } from '../store';
import { checkDefinition } from './definition/check';
import type { SegmentDefinition } from './definition/types';
import { type BuiltSegment, definitionOf } from './editor';
import { defineSegment, definitionFinder } from './membership';
import { readyMade } from './ready-made';

/** What a step's settings say of one segment; see core/steps/segment-parameters.ts. */
export interface SegmentChoice extends Omit<BuiltSegment, 'timeZone'> {
  /** `built_here`, `by_name`, `as_json`, or a ready-made one. */
  segment: string;
  segmentName: string;
  segmentCategory: string;
  /** JSON. */
  definition: string;
  saveAs: string;
  segmentZone: string;
}

/** A segment that a step asks for. */
export interface AskedSegment {
  name: string;
  /** As it is written: the segments that it names are not written out. */
  definition: SegmentDefinition;
}

export type FindDefinition = (name: string) => SegmentDefinition | undefined;

/** The segment that settings stand for. Throws `StepError` naming what is missing or wrong. */
export function askedSegment(asked: SegmentChoice, find: FindDefinition): AskedSegment {
  const { segment, segmentName, segmentCategory: category, saveAs, segmentZone: timeZone } = asked;
  switch (segment) {
    case 'built_here':
      return { name: ownName(saveAs), definition: builtDefinition({ ...asked, timeZone }) };
    case 'as_json':
      return {
        name: ownName(saveAs),
        definition: blaming('definition', () => parseDefinition(asked.definition)),
      };
    case 'by_name':
      return { name: segmentName.trim(), definition: namedDefinition(segmentName.trim(), find) };
    default:
      return blaming('segmentCategory', () => readyMadeSegment(segment, { category, timeZone }));
  }
}

const builtDefinition = (built: BuiltSegment) =>
  blaming('conditions', () => checkDefinition(definitionOf(built)));

/** What `make` answers; its `StepError` names this parameter, and `place` before what is wrong. */
export function blaming<T>(parameter: string, make: () => T, place = ''): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    const { message, advice } = error;
    throw new StepError(`${place}${message}`, { parameter, ...(advice !== undefined && { advice }) });
  }
}

/** A name of its own: what comes along keeps its meaning. */
function ownName(saveAs: string): string {
  const name = saveAs.trim();
  if (name === '') return 'built-here';
  if (!readyMade.some((one) => one.name === name)) return name;
  throw new StepError(`“${name}” is the name of a ready-made segment.`, {
    parameter: 'saveAs',
    advice: 'Choose another name in “Save As”.',
  });
}

/** The definition that JSON text says. Throws `StepError` that names the place. */
export function parseDefinition(json: string): SegmentDefinition {
  let written: unknown;
  try {
    written = JSON.parse(json);
  } catch (error) {
    throw new StepError(`The definition is not JSON: ${messageOf(error)}.`, {
      advice: 'Write it as docs/segments.md shows, e.g. {"version": 1, "where": {"did": "order_paid"}}.',
    });
  }
  return checkDefinition(written);
}

/** The definition of a segment by its name, saved or ready-made. Throws `StepError` where there is none. */
export function namedDefinition(name: string, find: FindDefinition): SegmentDefinition {
  const definition = find(name);
  if (definition) return definition;
  throw new StepError(`There is no segment “${name}”.`, {
    parameter: 'segmentName',
    advice: 'Save it first with “Save As”, or correct the name.',
  });
}

/** A ready-made segment; one that is about a category has it in its name. Throws `StepError` where it lacks that. */
export function readyMadeSegment(
  name: string,
  { category = '', timeZone }: { category?: string; timeZone: string },
): AskedSegment {
  const found = readyMade.find((one) => one.name === name);
  if (!found) throw new Error(`There is no ready-made segment ${name}`);
  const zoned = timeZone === '' || timeZone === 'UTC' ? {} : { timeZone };
  return {
    name: found.needs ? `${name}: ${category.trim()}` : name,
    definition: checkDefinition(found.definition({ category, ...zoned })),
  };
}

/** Saves a segment whose settings say so, unless it is saved just so. */
export async function saveAsked(
  { store, clock }: Saving,
  choice: SegmentChoice,
  { name, definition }: AskedSegment,
  find: FindDefinition,
): Promise<void> {
  if (!isOwn(choice) || choice.saveAs.trim() === '' || isDeepStrictEqual(find(name), definition)) return;
  await defineSegment(store, clock, name, definition);
}

/**
 * The name of the segment that settings stand for, saved, so that it is kept up to date from now on. Throws as
 * `askedSegment`, and where a segment of one's own has no name.
 */
export async function savedSegment(choice: SegmentChoice, { store, clock }: Saving): Promise<string> {
  const { name, definition } = askedSegment(choice, await definitionFinder(store.db));
  if (isOwn(choice) && choice.saveAs.trim() === '') {
    throw new StepError('The segment has no name under which it could be kept up to date.', {
      parameter: 'saveAs',
      advice: 'Give it one in “Save As”.',
    });
  }
  await defineSegment(store, clock, name, definition);
  return name;
}

interface Saving {
  store: Store;
  clock: Clock;
}

const isOwn = ({ segment }: SegmentChoice) => segment === 'built_here' || segment === 'as_json';
