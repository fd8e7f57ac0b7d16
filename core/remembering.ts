/** As `answer`, which is only asked when the question is another than the last: in a batch it mostly is the same. */
export function remembering<Q extends object | string | number | null, A>(
  answer: (question: Q) => A,
  isSame: (one: Q, other: Q) => boolean = (one, other) => one === other,
): (question: Q) => A {
  let last: { question: Q; answer: A } | undefined;
  return (question) => {
    if (last === undefined || !isSame(last.question, question)) last = { question, answer: answer(question) };
    return last.answer;
  };
}

/** For questions of several parts, of which all have all: whether each is the same. */
export function isAlike<Q extends object>(one: Q, other: Q): boolean {
  if (one === other) return true;
  for (const part in one) {
    if (one[part] !== other[part] && !(isEmptyList(one[part]) && isEmptyList(other[part]))) return false;
  }
  return true;
}

/** The same object for all that are alike and come one after the other: what follows from it is worked out once. */
export const likeBefore = <Q extends object>(): ((question: Q) => Q) =>
  remembering((question: Q) => question, isAlike);

const isEmptyList = (part: unknown) => Array.isArray(part) && part.length === 0;

/** As `answer`, asked once for each question: where few questions come in turns. */
export function keeping<A>(answer: (question: string) => A, most = 500): (question: string) => A {
  const kept = new Map<string, { answer: A }>();
  return (question) => {
    const found = kept.get(question);
    if (found) return found.answer;
    const made = { answer: answer(question) };
    if (kept.size >= most) kept.clear();
    kept.set(question, made);
    return made.answer;
  };
}

/** As `make`, which is called once, and not before somebody asks. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
