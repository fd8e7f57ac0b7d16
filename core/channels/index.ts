import type { StepContext } from '../steps/define';
import type { Channel } from './channel';
import { emailChannel, type EmailValues } from './email/channel';
import { gatewayChannel, type GatewayValues } from './http/channel';
import { outboxChannel, type OutboxValues } from './outbox/channel';

export { addressIn } from './address';
export type { AddressKind, Channel, Escape, Letter, Recipient, Render, Result } from './channel';
export { written } from './written';

/** The values of a sending step that its channels read. */
export type ChannelValues = EmailValues & GatewayValues & OutboxValues;

const channels = {
  email: emailChannel,
  http: gatewayChannel,
  outbox: outboxChannel,
} satisfies Record<string, (context: StepContext) => Channel<ChannelValues>>;

export type ChannelName = keyof typeof channels;

/** Opens a channel for one batch; whoever opens it closes it. */
export function openChannel(name: ChannelName, context: StepContext): Channel<ChannelValues> {
  return channels[name](context);
}
