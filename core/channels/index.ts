import {
  camelCase,
  type ConnectionUse,
  type Parameters,
  type StepContext,
  type Values,
} from '../steps/define';
import { africasTalking } from './africas-talking/channel';
import { alibaba } from './alibaba/channel';
import type { Channel } from './channel';
import { email } from './email/channel';
import { fcm } from './fcm/channel';
import { gateway } from './http/channel';
import type { ChannelKind, Form, WritingValues } from './kind';
import { mailgun } from './mailgun/channel';
import { ntfy } from './ntfy/channel';
import { outbox } from './outbox/channel';
import { type SendingAccount, sendingAccount } from './sending-account';
import { sendgrid } from './sendgrid/channel';
import { smpp } from './smpp/channel';
import { smsParametersOf } from './sms/parameters';
import { telegram } from './telegram/channel';
import { twilio } from './twilio/channel';
import { webPush } from './web-push/channel';
import { webhook } from './webhook/channel';
import { wechat } from './wechat/channel';
import { wecom } from './wecom/channel';
import { whatsapp } from './whatsapp/channel';

export { addressIn, addressKinds } from './address';
export type { Callbacks, Heard, Report, Told } from './callback';
export type { AddressKind, AddressLoss, Channel, Escape, Letter, Recipient, Render, Result } from './channel';
export type { ChannelKind } from './kind';
export type { Listener, ListenerContext } from './listener';
export { type SendingAccount, sendingAccount } from './sending-account';
export { htmlOfMjml } from './mjml';
export { plainTextOf } from './plain-text';
export { smsLength } from './sms/length';
export { microsOf, type Micros, written as writtenMicros } from './sms/price';
export { segmentsOf } from './sms/segments';
export { askedBy } from './stop-words';
export { written } from './written';

/** The channels, in the order in which a choice shows them. */
export const channelKinds = [
  email,
  sendgrid,
  mailgun,
  twilio,
  africasTalking,
  alibaba,
  smpp,
  gateway,
  fcm,
  ntfy,
  telegram,
  webPush,
  wechat,
  wecom,
  whatsapp,
  webhook,
  outbox,
] as const;

/** What the channels ask for beside the message. */
export const channelParameters = {
  ...sendgrid.parameters,
  ...mailgun.parameters,
  ...twilio.parameters,
  ...alibaba.parameters,
  ...smpp.parameters,
  ...gateway.parameters,
  ...fcm.parameters,
  ...ntfy.parameters,
  ...telegram.parameters,
  ...wechat.parameters,
  ...wecom.parameters,
  ...whatsapp.parameters,
  ...webPush.parameters,
  ...webhook.parameters,
} satisfies Parameters;

export type ChannelName = (typeof channelKinds)[number]['name'];

/** The values of a sending step that its channels read. */
export type ChannelValues = WritingValues & Values<typeof channelParameters>;

/** The names of the channels whose messages have one of these forms. */
export const formsWith = (...forms: readonly Form[]): ChannelName[] =>
  channelKinds.filter(({ form }) => forms.includes(form)).map(({ name }) => name);

/** What all channels that send SMS ask for. */
export const smsParameters = smsParametersOf(formsWith('sms'));

/** The accounts of the channels, each shown while its channel is chosen. */
export function channelConnections(): Record<string, ConnectionUse> {
  const uses = channelKinds.flatMap(({ name, connections }) =>
    connections.map(({ connection, showWhen }) => ({ channel: name, connection, showWhen })),
  );
  const byConnection = Map.groupBy(uses, ({ connection }) => connection);
  return Object.fromEntries(
    [...byConnection].map(([connection, users]) => [
      camelCase(connection.name),
      {
        connection,
        required: true,
        showWhen: { channel: users.map(({ channel }) => channel), ...users[0]?.showWhen },
      },
    ]),
  );
}

function kindOf(name: ChannelName) {
  const kind = channelKinds.find((one) => one.name === name);
  if (!kind) throw new Error(`there is no channel “${name}”`);
  return kind;
}

/** Opens a channel for one batch; whoever opens it closes it. */
export const openChannel = (name: ChannelName, context: StepContext): Channel<ChannelValues> =>
  kindOf(name).open(context);

/** Opens accounts for one batch, each looked up once. Throws `StepError` when a connection is missing. */
export function accountFinder(
  context: StepContext,
): (name: ChannelName, values: ChannelValues) => Promise<SendingAccount> {
  const found = new Map<string, Promise<SendingAccount>>();
  return (name, values) => {
    const kind: Omit<ChannelKind, 'open'> = kindOf(name);
    const given = { ...values };
    const key = `${name} ${kind.receiver?.(given) ?? ''}`;
    const account = found.get(key) ?? sendingAccount(kind, given, context);
    found.set(key, account);
    return account;
  };
}

/** Whether a channel may be used for nothing but transactional messages. */
export function isTransactionalOnly(name: ChannelName): boolean {
  const kinds: readonly Pick<ChannelKind, 'name' | 'transactionalOnly'>[] = channelKinds;
  return kinds.find((one) => one.name === name)?.transactionalOnly === true;
}

/** What people consent to who get a channel's messages at an address of this kind: `email`, `sms`, … */
export function mediumOf(name: ChannelName, address: string): string {
  const kinds: readonly Pick<ChannelKind, 'name' | 'medium'>[] = channelKinds;
  const kind = kinds.find((one) => one.name === name);
  if (kind?.medium !== undefined) return kind.medium;
  return address === 'email' ? 'email' : address === 'phone' ? 'sms' : name;
}

/** How a channel's messages are made. */
export function formOf(name: ChannelName): Form | undefined {
  return channelKinds.find((one) => one.name === name)?.form;
}
