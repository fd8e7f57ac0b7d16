import { setImmediate as breathe } from 'node:timers/promises';
import {
  accountFinder,
  type Channel,
  type ChannelName,
  type ChannelValues,
  openChannel,
  type SendingAccount,
} from '../channels';
import { type Passage, passagesOf } from '../enrolments';
import { StepError } from '../errors';
import type { Outcome, StepContext, StepItem } from '../steps/define';
import { unmarked } from '../waits';
import { carryOut } from './carry-out';
import { tryOut } from './dry-run';
import { keyText } from './ledger';
import { isRefused, type Plan, planMessage, type SendValues } from './plan';
import { trackingOf } from './tracking';
import { linksOf } from './unsubscribe';

/** Messages written before the host gets its turn. */
const WRITTEN_AT_ONCE = 25;

/**
 * Send via Channel: writes every message of the batch before the first goes out, refuses those that must not be
 * sent, and hands the others to their channel, each once however often its item comes by.
 */
export async function sendMessages(
  items: readonly StepItem<SendValues>[],
  context: StepContext,
): Promise<Outcome[]> {
  const channels = new Map<ChannelName, Channel<ChannelValues>>();
  const channelOf = (name: ChannelName) => {
    const channel = channels.get(name) ?? openChannel(name, context);
    channels.set(name, channel);
    return channel;
  };
  try {
    const { plans, errors } = await planAll(items, channelOf, context);
    const [tried, real] = [plans.filter(isDry), plans.filter((plan) => !isDry(plan))];
    const byKey = [...Map.groupBy(real, ({ key }) => keyText(key)).values()];
    return [...errors, ...(await tryOut(tried, context.store)), ...(await carryOut(byKey, context))];
  } finally {
    for (const channel of channels.values()) channel.close();
  }
}

const isDry = ({ values }: Plan) => values.dryRun;

async function planAll(
  items: readonly StepItem<SendValues>[],
  channelOf: (name: ChannelName) => Channel<ChannelValues>,
  context: StepContext,
): Promise<{ plans: Plan[]; errors: Outcome[] }> {
  const asked = items.map(({ json, values }) => ({ json, contact: values.contact }));
  const [passages, links, tracking] = await context.store.write((work) =>
    Promise.all([passagesOf(work, context, asked), linksOf(work), trackingOf(work)]),
  );
  const accountOf = accountFinder(context);
  const plans: Plan[] = [];
  const errors: Outcome[] = [];
  for (const [item, { json, values }] of items.entries()) {
    if (item % WRITTEN_AT_ONCE === WRITTEN_AT_ONCE - 1) await breathe();
    try {
      const passage = found(passages[item]);
      const setting = {
        channel: channelOf(values.channel),
        place: context.place,
        links,
        now: context.clock.now(),
        tracking: values.dryRun ? undefined : tracking,
      };
      const plan = planMessage({ item, json: unmarked(json), values }, passage, setting);
      if (isRefused(plan.message) || !plan.message.send || values.dryRun) plans.push(plan);
      else plans.push({ ...plan, account: await openAccount(plan) });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      errors.push({ item, error });
    }
  }
  return { plans, errors };

  async function openAccount({ channel, values }: Plan): Promise<SendingAccount> {
    await channel.open(values);
    const account = await accountOf(values.channel, values);
    return values.mostPerSecond > 0 ? { ...account, perSecond: values.mostPerSecond } : account;
  }
}

function found(passage: Passage | StepError | undefined): Passage {
  if (passage && !(passage instanceof StepError)) return passage;
  throw passage ?? new StepError('The item has no contact.');
}
