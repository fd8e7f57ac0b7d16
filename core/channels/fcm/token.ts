import Ajv from 'ajv';
import type { CryptoKey } from 'jose';
import { StepError } from '../../errors';
import type { StepContext } from '../../steps/define';
import type { Result } from '../channel';
import { callProvider } from '../provider';

export const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** Seconds for which a token is asked, and for which it is used. */
const LIFETIME = 3600;
const USED_FOR = 3000;

interface Account {
  email: string;
  privateKey: string;
}

/** The account's key. Throws `StepError` for what is none. */
export async function signingKey({ privateKey }: Account): Promise<CryptoKey> {
  const { importPKCS8 } = await import('jose');
  try {
    // Copied out of its JSON file it has \n in place of line breaks.
    return await importPKCS8(privateKey.replaceAll('\\n', '\n').trim(), 'RS256');
  } catch {
    throw new StepError('The private key of the Google service account is none.', {
      parameter: 'privateKey',
      advice: 'Copy private_key from the JSON file of the account, from BEGIN to END PRIVATE KEY.',
    });
  }
}

/** Where tokens are asked for. */
export interface Office extends Pick<StepContext, 'http' | 'clock'> {
  address: string;
}

/** A token as `providerId`, or why there is none. Source: https://developers.google.com/identity/protocols/oauth2/service-account */
export async function grantedTo(account: Account, key: CryptoKey, office: Office): Promise<Result> {
  const { SignJWT } = await import('jose');
  const now = Math.floor(office.clock.now() / 1000);
  const assertion = await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(account.email.trim())
    .setAudience(GOOGLE_TOKENS)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME)
    .sign(key);
  return callProvider(office, {
    request: {
      method: 'POST',
      url: office.address,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      }).toString(),
      repeatable: true,
    },
    secrets: [assertion],
    judge: ({ json }) => (isGrant(json) ? { state: 'sent', providerId: json.access_token } : undefined),
  });
}

const isGrant = new Ajv().compile<{ access_token: string }>({
  type: 'object',
  properties: { access_token: { type: 'string', minLength: 1 } },
  required: ['access_token'],
});

/** Hands out one token until it grows old. */
export function tokenKeeper(account: Account, key: CryptoKey, office: Office): () => Promise<Result> {
  let granting: Promise<Result> | undefined;
  let until = 0;
  return () => {
    const now = office.clock.now();
    if (!granting || now >= until) {
      until = now + USED_FOR * 1000;
      granting = grantedTo(account, key, office);
    }
    return granting;
  };
}
