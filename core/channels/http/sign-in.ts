import { StepError } from '../../errors';
import type { HttpRequest } from '../../ports';
import type { JsonObject, StepContext, Values } from '../../steps/define';
import { basicCredentials } from '../account';
import { gatewayAuth, gatewayUser, gatewayValues } from './connection';
import { customAuth } from './custom-auth';
import { checkHeaderName } from './header-name';
import type { gatewayParameters } from './parameters';

/** How a gateway knows who asks. */
export interface SignIn {
  headers: Record<string, string>;
  /** Goes behind the address, each value as it is. */
  query: Record<string, string>;
  /** Goes into the form or the JSON that is posted. */
  body: JsonObject;
  /** Never told. */
  secrets: readonly string[];
}

type Authentication = Values<typeof gatewayParameters>['gatewayAuthentication'];

const nothing: SignIn = { headers: {}, query: {}, body: {}, secrets: [] };

/** Reads the connection that is chosen. Throws `StepError` when it is missing or of no use. */
export async function signInBy(
  authentication: Authentication,
  { connect }: Pick<StepContext, 'connect'>,
): Promise<SignIn> {
  switch (authentication) {
    case 'none':
      return nothing;
    case 'header':
      return byHeader(await connect(gatewayAuth));
    case 'user':
      return byUser(await connect(gatewayUser));
    case 'values':
      return byValues(await connect(gatewayValues));
  }
}

function byHeader({ name, value }: Values<typeof gatewayAuth.fields>): SignIn {
  checkHeaderName(name);
  // The key, with its scheme and without.
  return {
    ...nothing,
    headers: { [name.toLowerCase()]: value },
    secrets: [value, value.split(' ')[1] ?? ''],
  };
}

function byUser({ user, password }: Values<typeof gatewayUser.fields>): SignIn {
  const basic = basicCredentials(user, password);
  // Without a password, the user is the key.
  return { ...nothing, headers: { authorization: `Basic ${basic}` }, secrets: [basic, password || user] };
}

function byValues({ json }: Values<typeof gatewayValues.fields>): SignIn {
  const { headers = {}, qs = {}, body = {} } = customAuth(json);
  return {
    headers: textsOf(headers, (name) => name.toLowerCase()),
    query: textsOf(qs),
    body,
    secrets: [headers, qs, body].flatMap(leavesOf),
  };
}

const textsOf = (values: Readonly<Record<string, unknown>>, named = (name: string) => name) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [named(name), String(value)]));

/** The texts and numbers in it. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

/** A request as the gateway knows it for ours. The body is signed in by itself. */
export const signedIn = (request: HttpRequest, { headers, query }: SignIn): HttpRequest => ({
  ...request,
  url: withQuery(request.url, query),
  headers: { ...request.headers, ...headers },
});

/** What stands behind the address already stays as it is written: not all gateways read UTF-8. */
function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const added = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  if (added.length === 0) return address;
  const url = new URL(address);
  url.search = [url.search.slice(1), ...added].filter((part) => part !== '').join('&');
  return url.href;
}

/** Throws `StepError` where values that sign in go into a body that has no place for them. */
export function checkPlace(
  { body }: SignIn,
  { gatewayMethod, gatewayFormat }: Pick<Values<typeof gatewayParameters>, 'gatewayMethod' | 'gatewayFormat'>,
): void {
  if (Object.keys(body).length === 0 || (gatewayMethod === 'POST' && gatewayFormat !== 'text')) return;
  throw new StepError(
    'The gateway’s connection has values for the body, and this request has no place for them.',
    {
      parameter: gatewayMethod === 'POST' ? 'gatewayFormat' : 'gatewayMethod',
      advice: 'Post a form or JSON, or put them under “qs” in the connection.',
    },
  );
}
