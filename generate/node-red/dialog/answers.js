/* global $ */

/** How long nobody has to change anything, in ms, before the questions are asked. */
const JOURNEY_PAUSE = 400;

/**
 * What the dialog asks the runtime while somebody edits it: each answer stands beside its label.
 * `questions`: the names of the notices that ask, and what of. `valueOf`: what stands in a parameter; undefined for
 * what only a message tells. `connections`: which ones are chosen. `show`: puts an answer into the dialog.
 */
function journeyAnswers(type, questions, { valueOf, connections, isShown, show, say }) {
  const asked = new Map();
  let timer;

  async function ask(name, asked) {
    const request = { contentType: 'application/json', data: JSON.stringify(asked) };
    try {
      return await $.ajax(`shop-journeys-editor/${type}/${name}`, { method: 'POST', ...request });
    } catch {
      return { fault: say('word.unanswered') };
    }
  }

  async function askAll() {
    for (const [name, { asks }] of questions.filter(([, question]) => isShown(question))) {
      const values = Object.fromEntries(asks.from.map((parameter) => [parameter, valueOf(parameter)]));
      const open = Object.values(values).includes(undefined);
      const all = { values, connections: connections() };
      const question = JSON.stringify(all);
      if (asked.get(name) === question) continue;
      asked.set(name, question);
      const answer = open ? { fault: say('word.onlyWhenRun') } : await ask(name, all);
      // Something may have changed meanwhile; then this is no answer any more.
      if (asked.get(name) === question) show(name, answer);
    }
  }

  return {
    changed() {
      clearTimeout(timer);
      if (questions.length > 0) timer = setTimeout(() => void askAll(), JOURNEY_PAUSE);
    },
    close() {
      clearTimeout(timer);
      asked.clear();
    },
  };
}
