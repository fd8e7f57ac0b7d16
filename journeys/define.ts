import {
  type JsonObject,
  type Parameters,
  type Step,
  type Values,
  outputsOf,
  stepValues,
} from '../core/steps';

/** A step at its place in a journey. */
export interface JourneyStep {
  step: Step;
  /** What differs from the step's defaults. */
  values: JsonObject;
  /** For each output that leads on: the title of the step it leads to. An output that is not named ends the journey. */
  leadsTo: Readonly<Record<string, string>>;
}

/** Steps that belong together, drawn as one framed area. */
export interface Section {
  title: string;
  /** One sentence for whoever looks at the canvas. */
  note: string;
  /** By title on the canvas. */
  steps: Readonly<Record<string, JourneyStep>>;
}

/** A journey as both hosts and the docs show it. */
export interface Journey {
  /** Kebab-case; the name of its files and the key of its people. */
  name: string;
  title: string;
  summary: string;
  /** What to do before it goes live: Markdown, one entry a line. */
  toDo: readonly string[];
  /** From left to right. */
  sections: readonly Section[];
}

/**
 * Places a step in a journey. `values` are checked against the step's parameters by the compiler,
 * and again, with the wires, by `defineJourney`.
 */
export function place<Ps extends Parameters>(
  step: Step<Ps>,
  values: Partial<Values<Ps>>,
  leadsTo: Readonly<Record<string, string>> = {},
): JourneyStep {
  return { step, values, leadsTo };
}

/** The steps of a journey with their titles, in the order in which it names them. */
export function stepsOf(journey: Journey): [title: string, place: JourneyStep][] {
  return journey.sections.flatMap(({ steps }) => Object.entries(steps));
}

/**
 * Declares a journey. Throws `Error` for values that a step refuses, an output or a target that does
 * not exist, a title used twice, and a step that nothing leads to.
 */
export function defineJourney(journey: Journey): Journey {
  const places = stepsOf(journey);
  const titles = new Set(places.map(([title]) => title));
  const mistakes = places.flatMap(([title, place]) => mistakesOf(title, place, titles));
  if (titles.size < places.length) mistakes.push('two steps have the same title');

  const reached = new Set(places.flatMap(([, { leadsTo }]) => Object.values(leadsTo)));
  for (const [title, { step }] of places) {
    if (step.kind !== 'trigger' && !reached.has(title)) mistakes.push(`nothing leads to “${title}”`);
  }
  if (mistakes.length > 0) throw new Error(`Journey ${journey.name}: ${mistakes.join('; ')}.`);
  return journey;
}

function mistakesOf(
  title: string,
  { step, values, leadsTo }: JourneyStep,
  titles: ReadonlySet<string>,
): string[] {
  stepValues(step.parameters, values);
  const outputs = outputsOf(step, values).map(({ name }) => name);
  return Object.entries(leadsTo).flatMap(([output, target]) => [
    ...(outputs.includes(output) ? [] : [`“${title}” has no output “${output}”`]),
    ...(titles.has(target) ? [] : [`“${title}” leads to “${target}”, which does not exist`]),
  ]);
}
