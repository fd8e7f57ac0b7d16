import { TestClock } from '../support/clock';
import { startScript } from '../support/process';
import { describeOnStores } from '../support/stores';
import { Sender } from '../shops/support/senders';

async function run(...args: string[]): Promise<{ code: number | null; said: string }> {
  const script = startScript('../cli/shop-journeys.ts', args);
  const said = await script.child.stdout?.toArray();
  return { code: await script.ended, said: (said ?? []).join('') };
}

describeOnStores('npx shop-journeys rejections', (store, place) => {
  test('lists, shows and replays what was not understood, and what is ignored', async () => {
    const none = await run('rejections', '--store', place());
    expect(none).toEqual({ code: 0, said: 'Nothing is rejected.\n' });

    const shop = new Sender('shopify', store(), new TestClock());
    await shop.send('orders/create', '{"id":1}');
    await shop.send('themes/update', {});
    const { said } = await run('rejections', '--store', place());
    expect(said).toMatch(/^1 {2}2026-03-02T09:00:00\.000Z {2}shopify “shop”, orders\/create: must have/);
    expect(said).toMatch(/1 times {2}shopify “shop”, themes\/update/);

    expect((await run('rejections', '1', '--store', place())).said).toBe('{"id":1}\n');
    expect((await run('rejections', '--replay', '--store', place())).said).toBe(
      '0 understood and taken in, 1 rejected again.\n',
    );
    expect((await run('rejections', 'one', '--store', place())).code).toBe(2);
  });
});
