import type { Node, NodeAPI } from '@node-red/registry';
import { type Outcome, type Step, outputsVary } from '../../core/steps';

type Fill = 'red' | 'yellow' | 'green' | 'blue' | 'grey';
type Numbers = Readonly<Record<string, number>>;

/** The line below a node on the canvas. */
export interface Status {
  /** Says how many people wait; where nobody does, what went through. */
  waiting(count: number): void;
  /** Adds a batch to what went through since the start and says so. */
  passed(outcomes: readonly Outcome[]): void;
  /** Says how many messages of the last batch failed. */
  failed(count: number): void;
  /** Says that the node cannot work. */
  broken(): void;
}

/** `step`: whose words (`status.…` in its locale files) are shown. Written to the editor only when it changes. */
export function statusOf(RED: NodeAPI, node: Node, step: Step): Status {
  const format = new Intl.NumberFormat('en-US');
  const [first, ...others] = step.outputs.fixed;
  const counts = { first: 0, all: 0 };
  let held = 0;
  let shown = '';

  const show = (fill: Fill, word: string, numbers: Numbers = {}) => {
    const inWords = Object.entries(numbers).map(([name, value]): [string, string] => [
      name,
      format.format(value),
    ]);
    const text = RED._(`${step.name}.status.${word}`, Object.fromEntries(inWords));
    if (text === shown) return;
    shown = text;
    node.status({ fill, shape: fill === 'green' || fill === 'blue' ? 'dot' : 'ring', text });
  };
  const showPassed = () => {
    const kept = counts.all - counts.first;
    if (others.length === 0 || outputsVary(step)) show('green', 'passed', { all: counts.all });
    else if (kept === 0) show('green', 'first', { all: counts.all });
    else show('yellow', 'second', { kept, all: counts.all });
  };
  return {
    waiting(count) {
      held = count;
      if (count === 0 && counts.all > 0) showPassed();
      else show(count > 0 ? 'blue' : 'grey', 'waiting', { number: count });
    },
    failed: (count) => show('red', 'failed', { number: count }),
    broken: () => show('red', 'broken'),
    passed(outcomes) {
      const failed = outcomes.filter((outcome) => 'error' in outcome).length;
      const passed = outcomes.filter((outcome) => 'output' in outcome);
      counts.all += passed.length;
      counts.first += passed.filter((outcome) => outcome.output === first?.name).length;
      if (failed > 0) show('red', 'failed', { number: failed });
      else if (held === 0 && counts.all > 0) showPassed();
    },
  };
}
