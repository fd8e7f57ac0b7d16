import { type Text, text } from '../../steps/text';
import type { ReadyMade } from './define';
import { funnel } from './funnel';
import { groups } from './groups';
import { interest } from './interest';
import { promotion } from './promotion';
import { stages } from './stages';

export type { ReadyMade, ReadyMadeOptions } from './define';
export { groups } from './groups';

/** Ready-made segments that belong together. */
export interface Theme {
  title: Text;
  segments: readonly ReadyMade[];
}

/** The segments that come along, in the order in which people are shown them. */
export const themes: readonly Theme[] = [
  { title: text('Stages', '生命周期阶段'), segments: stages },
  { title: text('Four Groups', '四类人群'), segments: groups },
  { title: text('From Awareness to Loyalty', '从认知到忠诚'), segments: funnel },
  { title: text('Promotions', '大促'), segments: promotion },
  { title: text('Interests', '兴趣'), segments: interest },
];

export const readyMade: readonly ReadyMade[] = themes.flatMap(({ segments }) => segments);
