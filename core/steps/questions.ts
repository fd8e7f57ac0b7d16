import { StepError, StoreError, messageOf } from '../errors';
import type { AskedContext, JsonObject, Question, Step } from './define';
import type { Text } from './text';

/** What a question is answered with: a text, or what keeps it from being answered, in words. */
export type Answered = { answer: Text } | { fault: string };

/** The questions of a step, by the names of their notices. */
export function questionsOf({ parameters }: Pick<Step, 'parameters'>): [name: string, question: Question][] {
  return Object.entries(parameters).flatMap(([name, parameter]): [string, Question][] =>
    parameter.type === 'notice' && parameter.asks ? [[name, parameter.asks]] : [],
  );
}

/** Answers a question. `given`: reads what stands in the parameters; `context`: opens what the answer needs. */
export async function answered(
  { from, answer }: Question,
  given: () => JsonObject,
  context: () => Promise<AskedContext>,
): Promise<Answered> {
  try {
    const all = given();
    const asked = Object.fromEntries(from.map((name) => [name, all[name]]));
    return { answer: await answer(asked, await context()) };
  } catch (error) {
    const inWords = error instanceof StepError || error instanceof StoreError;
    const advice = inWords ? (error.advice ?? '') : '';
    return { fault: `${messageOf(error)} ${advice}`.trim() };
  }
}
