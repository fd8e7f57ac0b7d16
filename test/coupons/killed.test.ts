import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../core/steps';
import { couponIssueWith } from '../../core/steps/coupon-issue';
import { couponPoolWith } from '../../core/steps/coupon-pool';
import { openStore } from '../../core/store';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { startScript } from '../support/process';
import { runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import type { Plan } from './dying';
import { openFileShop } from './support/file-shop';

/** Longer than anybody holds what they were making when they died; ms. */
const UNTIL_FREE = 300_001;
const inShop = { source: 'shop', shop: 'stand-in', onlyThisCustomer: false };

describeOnStores('A host that is killed', (_store, _place, makePlace) => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'journeys-shop-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Dies at each moment there is, one host after the other, and looks what the next run makes of it. */
  async function atEachMoment(
    plan: Pick<Plan, 'step' | 'values' | 'items'>,
    look: (again: { place: string; file: string; clock: TestClock }) => Promise<void>,
  ): Promise<number> {
    for (let moment = 1; ; moment += 1) {
      const { place, remove } = await makePlace();
      const file = join(folder, `${moment}.jsonl`);
      const clock = new TestClock();
      const whole: Plan = { ...plan, place, file, now: clock.now(), moment };
      const code = await startScript('coupons/dying.ts', [JSON.stringify(whole)]).ended;
      clock.advance(UNTIL_FREE);
      await look({ place, file, clock });
      await remove();
      if (code !== null) return moment - 1;
    }
  }

  test('while it makes coupons in the shop: the next run gives each person one, and the shop has no other', async () => {
    const items: JsonObject[] = [{ customerId: 'ann' }, { customerId: 'bob' }];
    const moments = await atEachMoment(
      { step: 'issue', values: inShop, items },
      async ({ place, file, clock }) => {
        const store = await openStore(place);
        const shop = openFileShop(file);
        const run = () => runStep(couponIssueWith([shop.api]), inShop, contextOf(store, clock), items);
        const first = await run();
        expect(await run()).toEqual(first);
        expect(first).toMatchObject([{ output: 'issued' }, { output: 'issued' }]);
        const rows = await store.db
          .selectFrom('coupon')
          .select(['code', 'state', 'shop_id'])
          .orderBy('id')
          .execute();
        expect(rows.map(({ state }) => state)).toEqual(['issued', 'issued']);
        expect(shop.kept.map(({ code, id }) => `${code} ${id}`).toSorted()).toEqual(
          rows.map(({ code, shop_id }) => `${code} ${shop_id}`).toSorted(),
        );
        await store.close();
      },
    );
    // Reserving, claiming, two calls of the shop, committing: within and after each.
    expect(moments).toBeGreaterThanOrEqual(10);
  }, 240_000);

  test('while it makes a pool in the shop: the next run goes on, and no code is lost or made twice', async () => {
    const values = { operation: 'make', shop: 'stand-in', pool: 'sale', batch: 'friday', count: 25 };
    const moments = await atEachMoment(
      { step: 'pool', values, items: [{}] },
      async ({ place, file, clock }) => {
        const store = await openStore(place);
        const shop = openFileShop(file);
        const context = contextOf(store, clock);
        const outcomes = await runStep(couponPoolWith([shop.api]), values, context, [{}]);
        expect(outcomes).toMatchObject([{ output: 'made', json: { made: 25 } }]);
        const rows = await store.db.selectFrom('pool_code').select(['code', 'planned']).execute();
        expect(rows.filter(({ planned }) => planned === 1)).toEqual([]);
        expect(shop.kept.map(({ code }) => code).toSorted()).toEqual(rows.map(({ code }) => code).toSorted());
        expect(rows).toHaveLength(25);
        await store.close();
      },
    );
    // Two leases, the batch, three rounds of three steps each.
    expect(moments).toBeGreaterThanOrEqual(15);
  }, 240_000);
});
