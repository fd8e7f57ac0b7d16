/** As `answer`, which is only asked when the question is another than the last: in a batch it mostly is the same. */
export function remembering<Q extends string | number | null, A>(
  answer: (question: Q) => A,
): (question: Q) => A {
  let last: { question: Q; answer: A } | undefined;
  return (question) => {
    if (last?.question !== question) last = { question, answer: answer(question) };
    return last.answer;
  };
}
