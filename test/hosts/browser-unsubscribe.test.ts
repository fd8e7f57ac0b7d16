import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { contentOf } from '../../core/http';
import { loadContacts, plainProfile } from '../../core/ingest';
import { pageAddress } from '../../core/messages';
import { confirmLink, linkOf, openLinks } from '../../core/messages/unsubscribe';
import { type StepContext, unsubscribePage, type Visit } from '../../core/steps';
import { stepValues } from '../../core/steps/schema';
import { openStore, type Store } from '../../core/store';
import { meet } from '../messages/people';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { sqlitePlace, type StorePlace } from '../support/stores';
import { describeInBrowser, openPage, shoot } from './support/browser';

const values = stepValues(unsubscribePage.parameters, {
  topics: [{ name: 'news', label: 'News', labelZh: '店铺动态' }],
});
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

const valuesOf = (elements: Element[]) => elements.map((element) => element.getAttribute('value'));

describeInBrowser('The unsubscribe page', (browser) => {
  let at: StorePlace;
  let store: Store;
  let clock: TestClock;
  let context: StepContext;
  let server: Server;
  let origin: string;

  /** Serves the page as a host does. */
  async function answer({ method, url = '/' }: IncomingMessage, rawBody: Buffer) {
    const query = Object.fromEntries(new URL(url, origin).searchParams);
    const visit: Visit = {
      method: method === 'POST' ? 'POST' : 'GET',
      query,
      headers: {},
      rawBody,
    };
    const given = await unsubscribePage.receive?.(visit, values, context);
    if (!given) throw new Error('the page answers nothing');
    return given;
  }

  beforeAll(async () => {
    at = sqlitePlace();
    store = await openStore(at.place);
    clock = new TestClock();
    context = contextOf(store, clock);
    server = createServer((request, response) => {
      buffer(request)
        .then((body) => answer(request, body))
        .then(
          (given) => {
            const { headers, content } = contentOf(given);
            response.writeHead(given.status, headers).end(content);
          },
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await pageAddress.keep(store, `${origin}/page`);
    await meet(context, [
      { id: 'ann', profile: { email: 'ann@example.com' } },
      { id: 'li', profile: { email: 'li@example.com', locale: 'zh-CN' } },
      { id: 'ben', profile: { email: 'ben@example.com' } },
      { id: 'hua', profile: { email: 'hua@example.com', locale: 'zh-CN' } },
      { id: 'bob', profile: { email: 'bob@example.com', phone: '+4930123456' } },
      { id: 'mei', profile: { email: 'mei@example.com', phone: '+4930123457', locale: 'zh-CN' } },
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
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(done);
      expect(await hasLeft(id)).toBe(true);
      expect(await wrongWith(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  const said = async (id: number) => {
    const rows = await store.write((work) => loadContacts(work, store, [id]));
    const profile = Object.entries(plainProfile(rows.get(id)?.profile ?? {}));
    return Object.fromEntries(profile.filter(([field]) => /^(consent|message)/.test(field)));
  };

  test.each([
    ['bob', 'en', ['How we may write to you', 'What about', 'How often'], 'Save my choices', 'Welcome back'],
    ['mei', 'zh', ['接收渠道', '内容主题', '接收频率'], '保存选择', '欢迎回来'],
  ])(
    'lets %s (%s) choose by the keyboard alone, leave, and come back',
    async (who, language, groups, save, back) => {
      const { id, link } = await linkTo(who);
      const { page, faults } = await openPage(browser(), origin);
      await page.setViewportSize({ width: 390, height: 900 });
      await page.goto(link);
      expect(await page.getByRole('group').all()).toHaveLength(groups.length);
      for (const name of groups) expect(await page.getByRole('group', { name }).count()).toBe(1);
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const submit = () => Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      const focused = () => page.evaluate('document.activeElement.value');
      // Past the button that unsubscribes to e-mail, SMS and the topic; of these SMS goes, and “at most weekly” comes.
      await press('Tab', 'Tab');
      expect(await focused()).toBe('email');
      await press('Tab', 'Space', 'Tab');
      expect(await focused()).toBe('news');
      await press('Tab', 'ArrowDown');
      expect(await focused()).toBe('weekly');
      await shoot(page, `preferences-${language}`);
      await press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe(save);
      clock.advance(1);
      await submit();
      expect(await said(id)).toEqual({ 'consent.sms': 'withdrawn', messageFrequency: 'weekly' });
      expect(await page.locator(':checked').evaluateAll(valuesOf)).toEqual(['email', 'news', 'weekly']);
      expect(await wrongWith(page)).toEqual([]);
      await press('Tab');
      await submit();
      expect(await hasLeft(id)).toBe(true);
      expect(await wrongWith(page)).toEqual([]);
      clock.advance(1);
      await page.locator('button[value=return]').focus();
      await submit();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(back);
      expect(await hasLeft(id)).toBe(false);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await wrongWith(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  test.each([
    ['ben', 'en', 'Yes, subscribe me', 'You are subscribed'],
    ['hua', 'zh', '确认订阅', '订阅成功'],
  ])('lets %s (%s) confirm by the keyboard alone', async (who, language, button, done) => {
    const { id } = await linkTo(who);
    const claim = { medium: 'email', address: `${who}@example.com` };
    const { page, faults } = await openPage(browser(), origin);
    await page.goto(confirmLink(await openLinks(store), id, claim, Date.now()) ?? '');
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await wrongWith(page)).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(button);
    expect(await said(id)).toEqual({});
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    expect(await page.getByRole('heading').innerText()).toBe(done);
    expect(await said(id)).toEqual({ 'consent.email': 'granted' });
    expect(await wrongWith(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

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
