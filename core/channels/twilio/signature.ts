import { createHmac } from 'node:crypto';
import { fingerprint, isSame } from '../../shops/signature';

/** What Twilio signed, and the signature. */
export interface Signed {
  /** The address that Twilio was given, with what stands behind it. */
  url: string;
  /** The query’s `bodySHA256`: only where the body is no form. */
  bodyHash: string | undefined;
  rawBody: Buffer;
  signature: string;
}

/**
 * Whether an account’s token signed a request. Proxies put the port into the address or take it out: both are tried.
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function isByTwilio({ url, bodyHash, rawBody, signature }: Signed, authToken: string): boolean {
  const given = Buffer.from(signature, 'base64');
  const said = bodyHash === undefined ? sortedFields(rawBody) : '';
  const isBody = bodyHash === undefined || isSame(Buffer.from(bodyHash), Buffer.from(fingerprint(rawBody)));
  const isUrl = writings(url).some((written) =>
    isSame(given, createHmac('sha1', authToken).update(`${written}${said}`).digest()),
  );
  return isBody && isUrl;
}

/** Names and values without anything between them, by name; of several of one name, each value once. */
function sortedFields(rawBody: Buffer): string {
  const fields = new URLSearchParams(rawBody.toString('utf8'));
  const names = [...new Set(fields.keys())].sort();
  return names
    .flatMap((name) => [...new Set(fields.getAll(name))].map((value) => `${name}${value}`))
    .join('');
}

function writings(url: string): string[] {
  const [, scheme = '', host = '', rest = ''] =
    /^(https?):\/\/([^/?#]+?)(?::\d+)?([/?#].*)?$/.exec(url) ?? [];
  const port = scheme === 'https' ? 443 : 80;
  return [url, `${scheme}://${host}${rest}`, `${scheme}://${host}:${port}${rest}`];
}
