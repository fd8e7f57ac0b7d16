import { type Ear, ears, startListening, type StartingValues } from '../messages';
import {
  camelCase,
  type ConnectionUse,
  type Deactivate,
  type FlagParameter,
  type StepContext,
} from './define';

/** The name of the switch by which a channel is listened to whose provider calls no address. */
const switchOf = (channel: string): string => camelCase(`listen-${channel}`);

export const listenerSwitches: Record<string, FlagParameter> = Object.fromEntries(
  ears().map(({ name, listener: { title, help } }) => [
    switchOf(name),
    { type: 'flag', label: title, help, default: false, constant: true },
  ]),
);

/** What listeners sign in with, each shown while its channel is listened to. */
export const listenerConnections: Record<string, ConnectionUse> = Object.fromEntries(
  ears().map(({ name, listener: { connection } }) => [
    camelCase(connection.name),
    { connection, required: true, showWhen: { [switchOf(name)]: [true] } },
  ]),
);

/** The channels that are listened to. */
export const earsOf = (values: Readonly<Record<string, unknown>>): Ear[] =>
  ears().filter(({ name }) => values[switchOf(name)] === true);

/** Listens to the channels that are switched on, until what it answers is called. */
export const listen = (
  values: StartingValues & Readonly<Record<string, unknown>>,
  context: StepContext,
): Promise<Deactivate> => startListening(earsOf(values), values, context);
