import { StoreError } from '../../core/errors';
import { type Keeper, startKeeper } from '../../core/segments/membership';
import { openStore, type Store } from '../../core/store';
import { DAY, TestClock } from '../support/clock';
import { quiet } from '../support/context';
import { take } from '../support/people';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import { Base, buyers, order } from './membership';

describeOnStores('Keeping segments', (store, place) => {
  let clock: TestClock;
  let base: Base;

  beforeEach(async () => {
    clock = new TestClock();
    base = new Base(store(), clock);
    await base.build({ buyers });
    await base.stop();
  });

  afterEach(() => base.stop());

  const pays = (who: string) =>
    take(store(), clock, 'order_paid', who, { data: order(`of ${who} at ${clock.now()}`) });

  const looks = async (keeper: Keeper) => {
    keeper.nudge();
    await keeper.settled();
  };

  test('one process at a time does it; the next one when it stops, or when it was gone for long enough', async () => {
    const other = await openStore(place());
    await pays('ann');
    await base.look();
    const second = startKeeper({ store: other, clock, log: quiet });
    clock.advance(30 * DAY - 19_000);
    // Its lease is renewed while it looks, so the first one has it; then it is asked no more.
    await base.look();
    clock.advance(19_000);
    await looks(second);
    expect(await base.members('buyers')).toEqual(['ann']);
    clock.advance(1_000);
    await looks(second);
    expect(await base.members('buyers')).toEqual([]);
    await second.stop();
    await pays('ann');
    await base.advance(30 * DAY);
    expect(await base.members('buyers')).toEqual([]);
    await other.close();
  });

  test('several nodes of one process share one; it goes on until the last of them stops', async () => {
    await pays('ann');
    const [first, second] = [1, 2].map(() => startKeeper({ store: store(), clock, log: quiet }));
    await first?.stop();
    await first?.stop();
    clock.advance(30 * DAY);
    if (second) await looks(second);
    expect(await base.members('buyers')).toEqual([]);
    await second?.stop();
    expect(await store().db.selectFrom('lease').selectAll().execute()).toEqual([]);
  });

  test('a store that is away is told of once, and what was due happens when it is back', async () => {
    await pays('ann');
    clock.advance(30 * DAY);
    const errors: string[] = [];
    let away = true;
    const shaky: Store = {
      ...store(),
      write: (work) =>
        away
          ? Promise.reject(new StoreError('unreachable', 'The store is away.', 'Wait.'))
          : store().write(work),
    };
    const keeper = startKeeper({
      store: shaky,
      clock,
      log: { ...quiet, error: (message) => errors.push(message) },
    });
    await keeper.settled();
    await looks(keeper);
    expect(errors).toEqual(['Segments are not kept up to date now. The store is away.']);
    away = false;
    await looks(keeper);
    expect(await base.members('buyers')).toEqual([]);
    away = true;
    await looks(keeper);
    await keeper.stop();
  });

  test('processes that sweep and take events in at once tell of each change once', async () => {
    const people = Array.from({ length: 120 }, (_, index) => `c${100 + index}`);
    for (const who of people) await pays(who);
    const entered = (await base.told()).length;
    clock.advance(30 * DAY);
    // The second takes the first for dead, so that both are at it.
    const scripts = [0, 60_000].map((ahead) =>
      startScript('segments/sweeping.ts', [place(), String(clock.now() + ahead)]),
    );
    const paying = people.filter((_, index) => index % 3 === 0);
    for (const who of paying) await pays(who);
    expect(await Promise.all(scripts.map(({ ended }) => ended))).toEqual([0, 0]);
    await base.look();
    const told = (await base.told()).slice(entered).map(([who, what]) => `${who} ${what}`);
    expect(told.toSorted()).toEqual(
      [
        ...people.map((who) => `${who} left buyers`),
        ...paying.map((who) => `${who} entered buyers`),
      ].toSorted(),
    );
    expect(await base.members('buyers')).toEqual(paying.toSorted());
  });
});
