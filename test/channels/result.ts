import { openChannel, type Result } from '../../core/channels';
import type { JsonObject, StepContext } from '../../core/steps/define';
import { stepValues } from '../../core/steps/schema';
import { sendViaChannel } from '../../core/steps/send-via-channel';

/** What a channel makes of one message without any template in it. */
export const resultOf = async (
  context: StepContext,
  values: JsonObject,
  address: string,
): Promise<Result | undefined> => (await resultsOf(context, values, address))[0];

/** The same of several messages, one after another while the channel is open. */
export async function resultsOf(
  context: StepContext,
  values: JsonObject,
  ...addresses: string[]
): Promise<(Result | undefined)[]> {
  const given = { ...values, subject: 'Hello', body: 'Hello' };
  const checked = { ...stepValues(sendViaChannel.parameters, given), html: false };
  const channel = openChannel(checked.channel, context);
  try {
    await channel.open(checked);
    const results: (Result | undefined)[] = [];
    for (const address of addresses) {
      const recipient = { address, key: '0'.repeat(32), render: (_: string, template: string) => template };
      results.push(await channel.compose(checked, recipient).send?.());
    }
    return results;
  } finally {
    channel.close();
  }
}
