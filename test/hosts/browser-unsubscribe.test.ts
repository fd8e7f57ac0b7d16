import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { loadContacts } from '../../core/ingest';
import { keepAddress } from '../../core/messages';
import { linkOf, openLinks } from '../../core/messages/unsubscribe';
import { type StepContext, unsubscribePage, type Visit } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { openStore, type Store } from '../../core/store';
import { meet } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { describeInBrowser, openPage, shoot } from './support/browser';

const values = stepValues(unsubscribePage.parameters, {});
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core, the accessibility checker, finds wrong with a page. */
async function wrongWith(page: Page): Promise<string[]> {
  // Its own script, which the page's policy does not have to allow.
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, help }) => `${id}: ${help}`))',
  );
  return Array.isArray(found) ? found.map(String) : ['axe did not run'];
}

describeInBrowser('The unsubscribe page', (browser) => {
  let at: StorePlace;
  let store: Store;
  let context: StepContext;
  let server: Server;
  let origin: string;

  /** Serves the page as a host does. */
  async function answer({ method, url = '/' }: { method?: string | undefined; url?: string | undefined }) {
    const query = Object.fromEntries(new URL(url, origin).searchParams);
    const visit: Visit = {
      method: method === 'POST' ? 'POST' : 'GET',
      query,
      headers: {},
      rawBody: Buffer.alloc(0),
    };
    const given = await unsubscribePage.receive?.(visit, values, context);
    return { status: given?.status ?? 500, page: given?.page ?? '' };
  }

  beforeAll(async () => {
    at = sqlitePlace();
    store = await openStore(at.place);
    context = contextOf(store, new TestClock());
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        answer(request).then(
          ({ status, page }) =>
            response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await keepAddress(store, `${origin}/page`);
    await meet(context, [
      { id: 'ann', profile: { email: 'ann@example.com' } },
      { id: 'li', profile: { email: 'li@example.com', locale: 'zh-CN' } },
    ]);
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await store.close();
    await at.remove();
  });

  async function linkTo(customer: string): Promise<{ id: number; link: string }> {
    const { contact_id: id } = await store.db
      .selectFrom('identity')
      .where('kind', '=', 'customer:shop')
      .where('value', '=', customer)
      .select('contact_id')
      .executeTakeFirstOrThrow();
    return { id, link: linkOf(await openLinks(store), id) ?? '' };
  }
  const hasLeft = async (id: number): Promise<boolean> => {
    const rows = await store.write((work) => loadContacts(work, store, [id]));
    return rows.get(id)?.unsubscribedAt !== null;
  };

  test.each([
    ['ann', 'en', 'Unsubscribe', 'You are unsubscribed'],
    ['li', 'zh', '确认退订', '您已退订'],
  ])(
    'works for %s by the keyboard alone, in their language (%s), and for those who do not see it',
    async (who, language, button, done) => {
      const { id, link } = await linkTo(who);
      const { page, faults } = await openPage(browser(), origin);
      await page.setViewportSize({ width: 390, height: 700 });
      await page.goto(link);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await wrongWith(page)).toEqual([]);
      await shoot(page, `unsubscribe-${language}`);
      expect(await hasLeft(id)).toBe(false);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe(button);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      expect(await page.getByRole('heading').innerText()).toBe(done);
      expect(await hasLeft(id)).toBe(true);
      expect(await wrongWith(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  test('says what to do with a link that was cut off', async () => {
    const { link } = await linkTo('ann');
    const { page } = await openPage(browser(), origin);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(link.slice(0, -3));
    expect(await page.getByRole('heading').innerText()).toBe('This link does not work');
    expect(await wrongWith(page)).toEqual([]);
    await page.context().close();
  });
});
