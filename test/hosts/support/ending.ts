import { customers } from './customers';
import { report, sizes } from './reading';
import type { Ground } from './stage';

const steps = ['welcome', 'remind-day-1', 'remind-day-3', 'remind-day-15', 'remind-day-30'];
const messages = (count: number, state = 'sent', reason: string | null = null) =>
  steps.slice(0, count).map((step) => ({ step: `first-order/${step}`, channel: 'outbox', state, reason }));

/** Who is to get exactly what, in this order, and how each is to leave. */
const told: Record<string, object> = {
  Ann: { messages: messages(2), exit: 'purchased' },
  Ben: { messages: messages(4), exit: 'purchased' },
  Carla: { messages: messages(5), exit: 'completed' },
  David: { messages: messages(5), exit: 'completed' },
  Emma: { messages: messages(5), exit: 'completed' },
  Frank: { messages: messages(5, 'not_sent', 'no_address'), exit: 'completed' },
};
const people = Object.keys(told);
const sent = 2 + 4 + 3 * 5;

/** Each person has got exactly what is theirs and has left; nobody else is there, and nobody waits. */
export async function expectExactEnd(stage: Ground): Promise<void> {
  const passages = await report(stage);
  const got = passages.map(({ name, exit, messages: all }) => {
    return [
      name,
      { exit, messages: all.map(({ step, channel, state, reason }) => ({ step, channel, state, reason })) },
    ];
  });
  expect(got).toHaveLength(people.length);
  expect(Object.fromEntries(got)).toEqual(told);
  await expectCoupons(stage);
  await expectNobodyElse(stage);
}

/** One coupon each, of its own, and that very code wherever a text names one. */
async function expectCoupons(stage: Ground): Promise<void> {
  const { db } = stage.store;
  const coupons = await db
    .selectFrom('coupon')
    .innerJoin('enrolment', 'enrolment.id', 'coupon.enrolment_id')
    .select(['coupon.contact_id', 'code', 'purpose', 'state', 'rehearsal'])
    .execute();
  expect(coupons).toHaveLength(people.length);
  for (const coupon of coupons)
    expect(coupon).toMatchObject({
      code: expect.stringMatching(/^TEST-WELCOME-/),
      purpose: 'welcome',
      state: 'issued',
      rehearsal: 1,
    });
  expect(new Set(coupons.map(({ code }) => code)).size).toBe(people.length);
  expect(new Set(coupons.map(({ contact_id }) => contact_id)).size).toBe(people.length);

  const codes = new Map(coupons.map(({ contact_id, code }) => [contact_id, code]));
  const outbox = await db
    .selectFrom('outbox')
    .innerJoin('message', 'message.id', 'outbox.message_id')
    .select(['contact_id', 'step', 'outbox.address', 'body'])
    .execute();
  expect(outbox).toHaveLength(sent);
  for (const { contact_id, step, body } of outbox) {
    const named = step === 'first-order/remind-day-15' ? [] : [codes.get(contact_id)];
    expect([...new Set(body.match(/TEST-WELCOME[-\w]+/g))]).toEqual(named);
  }
  const addresses = new Set(outbox.map(({ address }) => address));
  expect([...addresses].sort()).toEqual(customers.flatMap(({ email }) => email ?? []).sort());
}

async function expectNobodyElse(stage: Ground): Promise<void> {
  const all = people.length;
  // David registers twice; two people place and pay an order.
  expect(await sizes(stage)).toMatchObject({
    contact: all,
    contact_merge: 0,
    event: all + 1 + 2 * 2,
    shop_order: 2,
    enrolment: all,
    coupon: all,
    message: sent + 5,
    outbox: sent,
  });
  const left = await stage.store.db
    .selectFrom('wait')
    .where((eb) =>
      eb.or([eb('ready_at', 'is not', null), eb('outcome', 'is', null), eb('fault', 'is not', null)]),
    )
    .selectAll()
    .execute();
  expect(left).toEqual([]);
}
