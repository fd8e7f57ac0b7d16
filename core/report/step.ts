import type { Outcome, StepContext, StepItem } from '../steps/define';
import { type MessageReport, type MessageQuestion, reportMessages } from './messages';

export interface ReportValues extends MessageQuestion {
  /** Of one journey; '' for all. */
  journey: string;
}

/** Message Report: an item for each journey, step and channel of the last days, in the place of each item that came. */
export async function handOutReports(
  items: readonly StepItem<ReportValues>[],
  { store, clock }: StepContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [item, { values }] of items.entries()) {
    const all = await reportMessages(store, values, clock.now());
    const name = values.journey.trim();
    const asked = all.filter(({ journey }) => name === '' || journey === name);
    if (asked.length === 0) outcomes.push({ item, output: 'none', json: { ...items[item]?.json } });
    for (const report of asked) outcomes.push({ item, output: 'report', json: shown(report) });
  }
  return outcomes;
}

const shown = ({ happened, ...report }: MessageReport) => ({ ...report, ...happened });
