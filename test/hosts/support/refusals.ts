import { type Delivery, newSecret, shopEvent, signedHeaders } from '../../../scripts/demo/shop.ts';
import { sizes } from './reading';
import type { Stage } from './stage';

/** What is not to be believed, or cannot be understood, is refused and changes nothing. */
export async function expectRefusals(stage: Stage, host: string): Promise<void> {
  const before = await sizes(stage);
  const person = { customer: { id: 'stranger', email: 'stranger@rehearsal.example' } };
  const good = shopEvent('customer_registered', person);
  const signed = (delivery: Delivery, at?: Date) => ({
    body: delivery.body,
    headers: signedHeaders(stage.secret, delivery, at),
  });
  const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const unsigned = { body: good.body, headers: { 'content-type': 'application/json' } };
  // n8n itself reads JSON before any node sees it, and refuses what is none with 422.
  const notJson = host === 'n8n' ? [400, 422] : [400];
  const requests: [string, { body: string; headers: Record<string, string> }, number[]][] = [
    ['unsigned', unsigned, [401]],
    ['signed by somebody else', { body: good.body, headers: signedHeaders(newSecret(), good) }, [401]],
    ['changed on the way', { ...signed(good), body: good.body.replace('stranger', 'intruder') }, [401]],
    ['stale', signed(good, minutesFromNow(-6)), [400]],
    ['from the future', signed(good, minutesFromNow(6)), [400]],
    [
      'oversized',
      signed(shopEvent('customer_registered', { ...person, note: 'x'.repeat(1_100_000) })),
      [413],
    ],
    ['not JSON', signed({ id: 'msg_1', body: '{"type": ' }), notJson],
    ['an unknown event', signed(shopEvent('customer_sneezed', person)), [400]],
    ['about nobody', signed(shopEvent('customer_registered', {})), [400]],
    [
      'of a negative amount',
      signed(shopEvent('order_paid', { ...person, order: { id: '1', amount: '-1', currency: 'EUR' } })),
      [400],
    ],
  ];
  for (const [what, { body, headers }, statuses] of requests) {
    const { status } = await fetch(stage.address, { method: 'POST', headers, body });
    expect([what, statuses]).toEqual([what, expect.arrayContaining([status])]);
  }
  expect(await sizes(stage)).toEqual(before);
  expect(before).toMatchObject({ contact: 0, event: 0, enrolment: 0 });
}
