import { StepError } from '../../errors';
import { isInReach } from '../../http';

const advice =
  'In n8n set WEBHOOK_URL to the address at which it is reached from outside; in Node-RED set “Public Address”. For a shop on this very network, name the host in JOURNEYS_ALLOW_HOSTS.';

/** Throws `StepError` for an address that a shop out on the internet cannot call. */
export function checkReach(address: string): void {
  const url = URL.parse(address);
  if (url && /^https?:$/.test(url.protocol) && isInReach(url)) return;
  throw new StepError(`The shop cannot reach ${address}.`, { advice });
}
