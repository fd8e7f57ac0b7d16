import { type ChannelName, isTransactionalOnly } from '../../channels';
import { StepError } from '../../errors';
import { isMarketing, type PolicyValues } from './values';

/** Throws `StepError` for marketing by a channel that is for transactions alone. */
export function checkPurpose({
  channel,
  purpose,
}: Pick<PolicyValues, 'purpose'> & { channel: ChannelName }): void {
  if (!isMarketing({ purpose }) || !isTransactionalOnly(channel)) return;
  throw new StepError(
    'This channel is for transactional messages alone: its provider blocks accounts that advertise.',
    {
      parameter: 'purpose',
      advice: 'Set “Purpose” to “Transactional” where the message is one, or choose another channel.',
    },
  );
}
