import { StepError } from '../../errors';
import type { Callbacks, Report } from '../callback';
import { forged, formFields, heard, needed, unsigned } from '../hearing';
import { type TwilioAccount, twilioAccount } from './connection';
import { reportsOfEvents } from './events';
import { isByTwilio } from './signature';
import { reportOfIncoming, reportOfStatus } from './told';

/**
 * Status callbacks and people’s messages, as forms; and Event Streams, as JSON.
 * Source: https://www.twilio.com/docs/usage/webhooks/messaging-webhooks
 */
export const twilioCallbacks: Callbacks = {
  connection: twilioAccount,
  async hear({ headers, query, rawBody }, { connect, url }) {
    const signature = headers['x-twilio-signature'];
    if (!signature) return unsigned('x-twilio-signature is');
    const authToken = tokenOf(await connect(twilioAccount));
    const bodyHash = query['bodySHA256'];
    if (!isByTwilio({ url, bodyHash, rawBody, signature }, authToken)) return forged;
    return heard(() => (bodyHash === undefined ? [reportOf(rawBody)] : reportsOfEvents(rawBody)));
  },
};

/** Twilio signs with the token, never with an API key. */
function tokenOf({ authType, authToken }: TwilioAccount): string {
  if (authType === 'authToken' && authToken !== '') return authToken;
  throw new StepError(
    'Twilio’s callbacks are signed with the account’s auth token, and the connection has none.',
    {
      parameter: 'authToken',
      advice: 'Choose a connection whose Auth Type is Auth Token.',
    },
  );
}

/** A status is told without the text, a message without `MessageStatus`. */
function reportOf(rawBody: Buffer): Report | undefined {
  const form = formFields(rawBody);
  const { MessageStatus: status, ErrorCode: code, To: to, From: from, Body: text, OptOutType: optOut } = form;
  const sid = needed(form, 'MessageSid');
  if (status !== undefined) return reportOfStatus({ sid, status, to, code: codeIn(code) });
  return text === undefined ? undefined : reportOfIncoming({ sid, from, text, optOut });
}

const codeIn = (given = ''): number | undefined => (/^\d{1,6}$/.test(given) ? Number(given) : undefined);
