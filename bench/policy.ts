import { judged, type Measurement, progress, rateOf } from './measurement.ts';
import { contextOf, itemsOf, sendAll } from './messages.ts';
import { people, type Person, seedPeople } from './people.ts';
import { dialects, inStore } from './places.ts';

const COUNT = 50_000;
/** Decided one by one, which takes longer. */
const SOME = 2_000;

/** Every policy there is; the outbox is the channel, so that nothing but deciding and writing down is measured. */
const values = {
  channel: 'outbox',
  body: 'Hi {{ contact.firstName }}',
  consentRule: 'granted',
  holdout: 5,
  mostByChannel: 3,
  mostInAll: 5,
  quietFrom: '22:00',
  quietUntil: '22:01',
  lateAfter: 48,
};

/** One in ten has never consented, one in a hundred has withdrawn it. */
function consentOf({ id }: Person): Record<string, string> {
  if (id % 10 === 0) return {};
  return { 'consent.email': id % 100 === 1 ? 'withdrawn' : 'granted' };
}

/** Messages a second that are decided and written down, in batches, against one after the other. */
export async function* policy(): AsyncGenerator<Measurement> {
  const all = people(COUNT);
  for (const dialect of dialects) {
    progress(`policy: ${COUNT} decisions on ${dialect}`);
    const rates = await inStore(dialect, async (store) => {
      await seedPeople(store, all, consentOf);
      const context = contextOf(store);
      const few = itemsOf(all.slice(0, SOME), { ...values, stepKey: 'one by one' }, 1);
      const oneByOne = await rateOf(SOME, () => sendAll(context, few).then(check));
      const many = itemsOf(all, { ...values, stepKey: 'all' });
      const together = await rateOf(COUNT, () => sendAll(context, many).then(check));
      return { oneByOne, together };
    });
    yield judged({
      name: 'policy',
      store: dialect,
      value: rates.together,
      unit: 'decisions/s',
      did: 'passage and person read and held, text written, suppression, consent, holdout, lateness, caps and quiet hours looked at, decision and message written down',
      versus: { name: 'the same, one after the other', value: rates.oneByOne },
      least: { value: 20_000 },
      limitedBy: 'the passages and people that are read and held, and the rows of the ledger and the outbox',
    });
  }
}

function check(told: Record<string, number>): void {
  const { sent = 0, no_consent = 0, holdout = 0 } = told;
  const all = Object.values(told).reduce((sum, count) => sum + count, 0);
  if (sent === 0 || no_consent === 0 || holdout === 0 || sent + no_consent + holdout !== all) {
    throw new Error(`the decisions are other than meant: ${JSON.stringify(told)}`);
  }
}
