import { createHash } from 'node:crypto';
import type { Connection, Parameters, ShowWhen, StepContext, Values } from '../steps/define';
import type { ChannelKind } from './kind';

/** Who sends, as the provider counts it: messages by one account share its limits. */
export interface SendingAccount {
  /** The channel and a fingerprint of what tells its accounts apart, which holds no secret. */
  name: string;
  /** Messages a second that the provider is known to take; 0 where none is known. */
  perSecond: number;
}

/** The account that a channel sends by with these values. Throws `StepError` when a connection is missing. */
export async function sendingAccount(
  kind: Pick<ChannelKind, 'name' | 'connections' | 'receiver' | 'perSecond'>,
  values: Readonly<Record<string, unknown>>,
  { connect }: Pick<StepContext, 'connect'>,
): Promise<SendingAccount> {
  const used = kind.connections.filter(({ showWhen }) => isShown(showWhen, values));
  const known = await Promise.all(
    used.map(async ({ connection }) => unsecret(connection, await connect(connection))),
  );
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([...known, kind.receiver?.(values) ?? '']))
    .digest('base64url');
  return { name: `${kind.name} ${fingerprint.slice(0, 22)}`, perSecond: kind.perSecond ?? 0 };
}

const isShown = (showWhen: ShowWhen | undefined, values: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(showWhen ?? {}).every(([name, shown]) => shown.some((value) => value === values[name]));

const unsecret = ({ fields }: Connection, values: Values<Parameters>) =>
  Object.entries(fields).map(([name, field]) =>
    field.type === 'text' && field.secret ? name : [name, values[name]],
  );

/** The host in an address; '' where there is none yet. */
export const hostIn = (address: unknown): string =>
  typeof address === 'string' ? (/^https?:\/\/([^/?#]+)/i.exec(address.trim())?.[1] ?? '') : '';
