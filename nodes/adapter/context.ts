import type {
  ICredentialDataDecryptedObject,
  IExecuteFunctions,
  IHookFunctions,
  ILoadOptionsFunctions,
  ITriggerFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';
import { wallClock } from '../../core/clock';
import { StepError } from '../../core/errors';
import {
  type Connection,
  type Parameters,
  type Place,
  type Step,
  type StepContext,
  type Values,
  stepValues,
} from '../../core/steps';
import { instanceHttp, instanceStore } from './instance';
import { constantValues } from './values';

type Functions = IExecuteFunctions | IWebhookFunctions | ITriggerFunctions | IHookFunctions;
type Asking = Functions | ILoadOptionsFunctions;

/** Where the running node stands. */
export function placeOf(functions: Functions): Place {
  const { id, name } = functions.getNode();
  return {
    host: 'n8n',
    workflow: functions.getWorkflow().id ?? '',
    node: id,
    title: name,
    manual: functions.getMode() === 'manual',
  };
}

/** The key under which the store holds people for the running node. Throws `StepError`. */
export function holdKeyOf(step: Step, functions: Functions): string {
  if (!step.holdKey) throw new Error(`${step.name} holds nobody`);
  return step.holdKey(constantValues(step.parameters, functions.getNode()), placeOf(functions));
}

/** Requests within so many ms share one look-up: n8n reads and decrypts a credential anew each time it is asked. */
const SHARED_FOR = 1_000;

interface SharedCredential {
  until: number;
  data: Promise<ICredentialDataDecryptedObject>;
}

const shared = new Map<string, SharedCredential>();

const isWebhook = (functions: Asking): functions is IWebhookFunctions => 'getRequestObject' in functions;

async function credentialData(functions: Asking, type: string): Promise<ICredentialDataDecryptedObject> {
  if (!isWebhook(functions)) return functions.getCredentials(type);
  const { workflow, node } = placeOf(functions);
  const key = JSON.stringify([workflow, node, functions.getNode().credentials?.[type]]);
  const now = wallClock.now();
  const kept = shared.get(key);
  if (kept && now < kept.until) return kept.data;
  const data = functions.getCredentials(type);
  shared.set(key, { until: now + SHARED_FOR, data });
  return data;
}

/** The checked values of a connection's credential. Throws `StepError` when none is chosen. */
export async function credentialOf<Ps extends Parameters>(
  functions: Asking,
  { title, n8n, fields }: Connection<Ps>,
): Promise<Values<Ps>> {
  if (!functions.getNode().credentials?.[n8n.type]) {
    throw new StepError(`No credential “${title.en}” is chosen.`, {
      advice: `Choose or create a “${title.en}” credential in the node “${functions.getNode().name}”.`,
    });
  }
  return stepValues(fields, await credentialData(functions, n8n.type));
}

/** What a step may use while it runs in n8n. Throws `StoreError`. */
export async function stepContext(functions: Functions, signal?: AbortSignal): Promise<StepContext> {
  return {
    store: await instanceStore(),
    clock: wallClock,
    http: instanceHttp,
    log: functions.logger,
    place: placeOf(functions),
    ...(signal && { signal }),
    connect: (connection) => credentialOf(functions, connection),
  };
}
