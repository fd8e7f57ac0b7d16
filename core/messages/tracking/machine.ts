import { isbot } from 'isbot';

/** Sooner after sending than that, nobody has read anything; ms. */
const TOO_SOON = 2_000;

/**
 * Apple's Mail Privacy Protection loads pictures of mails that nobody opens, and says no more of itself than this:
 * https://support.apple.com/guide/mail/use-mail-privacy-protection-mlhl03be2866/mac
 */
const APPLE = 'Mozilla/5.0';

/** They load pictures for people, as those open a mail. */
const ON_BEHALF = /GoogleImageProxy|YahooMailProxy/i;

/**
 * Whether a machine has opened a mail or followed a link, rather than its reader: one that calls itself so, a scanner
 * that comes at once, Apple's. `sinceSent`: ms.
 */
export function isMachine(userAgent: string | undefined, sinceSent: number): boolean {
  if (userAgent === undefined || userAgent.trim() === APPLE || sinceSent < TOO_SOON) return true;
  return isbot(userAgent) && !ON_BEHALF.test(userAgent);
}
