import { createHash } from 'node:crypto';
import { answerReader, type Calling, callShop, ShopError } from '../account';
import { fields, key, quantity } from '../shape';

/** The keys of an app of one's own, and the shop that it is installed in. */
export interface AppKeys {
  /** Where the shop's API is called, without a slash at the end. */
  base: string;
  clientId: string;
  clientSecret: string;
}

interface AccessToken {
  text: string;
  /** Until when it is used, ms UTC. */
  until: number;
}

/** Milliseconds before its end from which a token is not used any more. */
const MARGIN = 300_000;

const readToken = answerReader(fields({ access_token: key, expires_in: quantity }), 'Shopify');

const kept = new Map<string, Promise<AccessToken>>();

/**
 * A token that calls of the app carry: a kept one while it lasts, else a new one, which Shopify gives for 24 hours.
 * `refused`: one that the shop did not accept. Throws `ShopError`.
 * Source: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
 */
export async function accessTokenOf(keys: AppKeys, calling: Calling, refused?: string): Promise<string> {
  const place = createHash('sha256')
    .update(JSON.stringify([keys.base, keys.clientId, keys.clientSecret]))
    .digest('hex');
  const present = kept.get(place);
  const token = await present;
  if (token && token.text !== refused && calling.clock.now() < token.until) return token.text;
  // Of all that come at once, the first fetches.
  const other = kept.get(place);
  const next = other === undefined || other === present ? fetchToken(keys, calling) : other;
  kept.set(place, next);
  try {
    return (await next).text;
  } catch (error) {
    if (kept.get(place) === next) kept.delete(place);
    throw error;
  }
}

/** A new token. Throws `ShopError`. */
async function fetchToken({ base, clientId, clientSecret }: AppKeys, calling: Calling): Promise<AccessToken> {
  const answer = await callShop(
    {
      shop: 'Shopify',
      method: 'POST',
      url: `${base}/admin/oauth/access_token`,
      form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      repeatable: true,
    },
    calling,
  );
  if (answer.status !== 200) {
    throw new ShopError('refused', `Shopify gave the app no token (${answer.status}).`, {
      advice:
        'Check the shop, the client ID and the client secret; and that the app is installed in this shop and belongs to the same organisation.',
    });
  }
  const { access_token: text, expires_in: seconds } = readToken(answer);
  return { text, until: calling.clock.now() + seconds * 1_000 - MARGIN };
}
