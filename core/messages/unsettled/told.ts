import { text, type Text } from '../../steps/text';
import type { Store } from '../../store';
import { countUnsettled } from './ledger';

const MOST = 1_000;

/** How many messages of a channel are of unknown fate, for the person at the canvas. `now`: ms UTC. */
export async function toldUnsettled(store: Store, channel: string, now: number): Promise<Text> {
  const count = await countUnsettled(store, channel, now, MOST);
  if (count === 0) return text('None.', '无。');
  const many = count === MOST ? `${MOST}+` : String(count);
  return text(
    `${many}: the line broke while they were sent. “Unsettled Messages” lists them, and takes what you find out.`,
    `${many} 条：发送途中断线。可用“未决消息”列出并登记结果。`,
  );
}
