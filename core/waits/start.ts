import type { Clock } from '../clock';
import { type Candidate, enrol, type Enrolled, type ReEntry } from '../enrolments/enrol';
import { toldPeople } from '../enrolments/told';
import type { JsonObject } from '../steps/define';
import type { Store, Work } from '../store';
import { park } from './park';

/** A journey, and the trigger that people start it at. */
export interface Journey {
  /** Id of the trigger's step. */
  step: number;
  name: string;
  reEntry: ReEntry;
}

/** Somebody whom an event brings to a journey. */
export interface Starter extends Candidate {
  /** What brought them, as the item tells it. */
  said: JsonObject;
}

/**
 * Enrols those whom the journey's re-entry rule lets in and parks them at its trigger, ready at once: the releaser
 * hands them out. The contacts' rows are held by the caller. Answers who started.
 */
export async function startPassages(
  work: Work,
  context: { store: Store; clock: Clock },
  { step, name, reEntry }: Journey,
  starters: readonly Starter[],
): Promise<Enrolled[]> {
  const { store, clock } = context;
  const enrolled = await enrol(work, store, name, reEntry, starters);
  if (enrolled.length === 0) return [];
  const people = await toldPeople(
    work,
    context,
    enrolled.map(({ contact }) => contact),
  );
  const said = new Map(starters.map((starter) => [starter.event, starter.said]));
  const now = clock.now();
  const parkings = enrolled.map(({ contact, enrolment, event, at }) => ({
    enrolment,
    contact,
    leg: 0,
    event: null,
    about: '',
    since: at,
    due: at,
    wakeAt: now,
    json: {
      journey: { enrolment, leg: 0, lastStepAt: at, name },
      contact: people.get(contact) ?? { id: contact },
      ...said.get(event),
    },
  }));
  await park(work, store, step, parkings, now);
  return enrolled;
}
