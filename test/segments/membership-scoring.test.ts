import type { Condition } from '../../core/segments/definition/types';
import { DAY, TestClock } from '../support/clock';
import { quiet } from '../support/context';
import { take } from '../support/people';
import { describeOnStores } from '../support/stores';
import { Base, buyers } from './membership';

const best: Condition = { rfm: { monetary: { atLeast: 5 } } };

describeOnStores('Segments that follow from scores', (store) => {
  let clock: TestClock;
  let base: Base;

  beforeEach(() => {
    clock = new TestClock();
    base = new Base(store(), clock);
  });

  afterEach(() => base.stop());

  let orders = 0;
  const pays = (who: string, amount: number) =>
    take(store(), clock, 'order_paid', who, {
      data: { order: { id: `${(orders += 1)}`, amount, currency: 'EUR' } },
    });
  const scoredAt = async () =>
    (
      await store()
        .db.selectFrom('scoring')
        .where('name', '=', 'rfm')
        .select('computed_at')
        .executeTakeFirst()
    )?.computed_at;

  test('are built from fresh scores: nobody is said to enter by the first ones', async () => {
    for (const [who, amount] of [
      ['ann', 500],
      ['bob', 400],
      ['cid', 300],
      ['dan', 200],
      ['eve', 100],
    ] as const)
      await pays(who, amount);
    await base.build({ best });
    expect(await scoredAt()).toBe(clock.now());
    expect(await base.members('best')).toEqual(['ann']);
    expect(await base.told()).toEqual([]);
  });

  test('are looked at again with the scores of each day, and who crosses by that is told of', async () => {
    for (const [who, amount] of [
      ['ann', 500],
      ['bob', 400],
      ['cid', 300],
      ['dan', 200],
      ['eve', 100],
    ] as const)
      await pays(who, amount);
    await base.build({ best });
    for (const [index, who] of ['f', 'g', 'h', 'i', 'j'].entries()) await pays(who, 1_000 + index);
    const entered = (await base.told()).map(([who]) => who);
    expect(entered).toEqual(['f', 'g', 'h', 'i', 'j']);
    await base.advance(DAY - 1);
    expect(await base.members('best')).toContain('ann');
    await base.advance(1);
    expect(await scoredAt()).toBe(clock.now());
    expect(await base.members('best')).toEqual(['i', 'j']);
    const left = ['ann', 'f', 'g', 'h'].map((who) => [who, 'left best', clock.now()]);
    expect((await base.told()).slice(5)).toEqual(left);
  });

  test('no scores are worked out where no segment follows from them', async () => {
    await pays('ann', 100);
    await base.build({ buyers });
    expect(await scoredAt()).toBeUndefined();
  });

  test('a run that fails is told of and tried again; segments are built meanwhile', async () => {
    const errors: string[] = [];
    const shaky = new Base(
      {
        ...store(),
        get bulk(): never {
          throw new Error('no more readers');
        },
      },
      clock,
      { ...quiet, error: (message) => errors.push(message) },
    );
    await pays('ann', 100);
    await shaky.define('best', { rfm: { monetary: { atLeast: 1 } } });
    await shaky.build({ buyers });
    await shaky.look();
    expect(errors).toEqual(['Segments are not kept up to date now. no more readers']);
    expect(await shaky.members('buyers')).toEqual(['ann']);
    await shaky.stop();
    clock.advance(600_000);
    await base.look();
    expect(await base.members('best')).toEqual(['ann']);
  });
});
