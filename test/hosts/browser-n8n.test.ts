import { type Page, selectors } from 'playwright-core';
import { wallClock } from '../../core/clock';
import { outputsOf, waitUntilPurchase } from '../../core/steps';
import { type JourneyStep, stepsOf } from '../../journeys';
import { firstOrder } from '../../journeys/first-order';
import { Shop, shopEvent } from '../../scripts/demo/shop.ts';
import { take } from '../support/people';
import { describeInBrowser, openPage, shoot, shownLabels } from './support/browser';
import { type N8nStage, openN8n } from './support/n8n';
import { eventually } from './support/reading';

const places = stepsOf(firstOrder);

selectors.setTestIdAttribute('data-test-id');

const nodeOf = (page: Page, title: string) =>
  page.locator(`[data-test-id="canvas-node"][data-node-name="${title}"]`);
const settingsOf = (page: Page) => page.getByTestId('ndv');
const amountOf = (page: Page) => page.getByTestId('parameter-input-amount').locator('input');

function placeOf(title: string): JourneyStep {
  const place = places.find(([name]) => name === title)?.[1];
  if (!place) throw new Error(`The journey has no step “${title}”.`);
  return place;
}

async function openSettings(page: Page, title: string): Promise<void> {
  await nodeOf(page, title).dblclick();
  await page.getByTestId('node-parameters').waitFor();
}

async function closeSettings(page: Page): Promise<void> {
  await page.getByTestId('ndv-close-button').click();
  await settingsOf(page).waitFor({ state: 'hidden' });
}

async function readLabels(page: Page): Promise<string[]> {
  const labels = await page
    .getByTestId('node-parameters')
    .getByTestId('input-label')
    .filter({ visible: true })
    .all();
  return Promise.all(
    labels.map(async (label) => (await label.locator('.n8n-text').first().innerText()).trim()),
  );
}

describeInBrowser('The n8n editor', (browser) => {
  let stage: N8nStage;
  let page: Page;
  let close = () => Promise.resolve();

  beforeAll(async () => {
    stage = await openN8n();
    close = stage.close;
    const { url, owner, workflow } = stage;
    ({ page } = await openPage(browser(), url));
    // n8n shows it once to whoever opens a published workflow; it lies over the canvas.
    await page.addLocatorHandler(page.getByTestId('suggested-actions-close'), (cross) => cross.click());
    await page.goto(`${url}/workflow/${workflow}`);
    await page.getByLabel('Email').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await nodeOf(page, 'Customer Registers').waitFor();
  });

  afterEach(async () => {
    if (await settingsOf(page).isVisible()) await closeSettings(page);
  });

  afterAll(async () => close());

  test('shows every step of the journey on the canvas, each with its icon and its outputs', async () => {
    const titles = await page
      .getByTestId('canvas-node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
    expect(titles.toSorted()).toEqual(places.map(([title]) => title).toSorted());
    for (const [title, { step, values }] of places) {
      const node = nodeOf(page, title);
      await node.getByText(title, { exact: true }).waitFor();
      await node.locator('img').waitFor();
      const outputs = await node.getByTestId('canvas-node-output-handle').allInnerTexts();
      expect(outputs).toEqual(outputsOf(step, values).map(({ label }) => label.en));
    }
    for (const mark of ['node-not-installed', 'node-issues'])
      expect(await page.getByTestId(mark).count()).toBe(0);
    await page.getByTestId('zoom-to-fit').click();
    await shoot(page, 'n8n-canvas');
  });

  test.each(['Customer Registers', 'No Order Yet?', 'Welcome Coupon', 'Until Day 1', 'Announce the Coupon'])(
    'shows the settings of “%s”',
    async (title) => {
      const place = placeOf(title);
      const { plain, set } = shownLabels('n8n', place, 'en');
      await openSettings(page, title);
      await shoot(page, `n8n-${place.step.name}`);
      expect(await readLabels(page)).toEqual([...plain, 'Options', ...set]);
    },
  );

  test('says that a run by hand holds nobody, and explains each parameter', async () => {
    await openSettings(page, 'Until Day 1');
    await settingsOf(page)
      .getByText(/A run started by hand from the editor holds nobody/)
      .waitFor();
    const label = page.getByTestId('node-parameters').locator('label[for="amount"]');
    await label.hover();
    await label.locator('svg').first().hover();
    await page
      .getByTestId('tooltip-content')
      .getByText(waitUntilPurchase.parameters.amount.help.en)
      .waitFor();
    await shoot(page, 'n8n-help');
  });

  test('builds an audience by hand: its definition and its size stand below', async () => {
    const order = { data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } } };
    await take(stage.store, wallClock, 'order_paid', 'buyer@segments.example', order);
    const { id } = await stage.client.createWorkflow({
      name: 'Audience',
      nodes: [
        {
          id: 'audience',
          name: 'Audience',
          type: '@shop-journeys/n8n-nodes-journeys.lifecycleSegment',
          typeVersion: 1,
          position: [0, 0],
          parameters: {},
        },
      ],
      connections: {},
    });
    const field = (name: string) => page.getByTestId(`parameter-input-${name}`);
    const choose = async (name: string, option: string, place = 0) => {
      await field(name).nth(place).locator('input').click();
      await page.locator('.el-select-dropdown__item:visible').getByText(option, { exact: true }).click();
    };
    await page.goto(`${stage.url}/workflow/${id}`);
    await openSettings(page, 'Audience');
    const line = (name: string, wanted: string) =>
      eventually(async () => {
        const shown = await field(name).locator('input').first().inputValue();
        return shown.includes(wanted) ? true : undefined;
      });
    // n8n asks for nothing again while an answer is under way: what is changed then shows with the next change.
    const answers = async (written: string, size: string) => {
      await line('written', written);
      await line('audienceSize', size);
    };
    await choose('operation', 'List Audience');
    await answers('The segment has no condition', 'The segment has no condition');
    await page.getByRole('button', { name: 'Add Condition' }).click();
    await answers('"did": "product_viewed"', '0 of 1 contacts');
    await choose('what', 'Amount Spent');
    await answers('Condition 1 has “”', 'Condition 1 has “”');
    await field('amount').locator('input').fill('49.90');
    expect(await field('event').count()).toBe(0);
    await shoot(page, 'n8n-segment-built');
    await answers(
      '{ "version": 1, "where": { "all": [ { "orders": "sum", "currency": "EUR", "is": { "atLeast": 4990 } } ] } }',
      '1 of 1 contacts',
    );
    await closeSettings(page);
    const outputs = await nodeOf(page, 'Audience').getByTestId('canvas-node-output-handle').allInnerTexts();
    expect(outputs).toEqual(['Contacts', 'Next Page', 'Done']);
    await page.goto(`${stage.url}/workflow/${stage.workflow}`);
    await nodeOf(page, 'Customer Registers').waitFor();
  });

  test('keeps a changed setting', async () => {
    await openSettings(page, 'Until Day 1');
    const saved = page.waitForResponse(
      (response) => response.request().method() === 'PATCH' && response.url().includes('/rest/workflows/'),
    );
    await amountOf(page).fill('2');
    await closeSettings(page);
    await saved;
    await page.reload();
    await openSettings(page, 'Until Day 1');
    expect(await amountOf(page).inputValue()).toBe('2');
    const { nodes } = await stage.client.workflow(stage.workflow);
    expect(nodes).toContainEqual(
      expect.objectContaining({ name: 'Until Day 1', parameters: expect.objectContaining({ amount: 2 }) }),
    );
  });

  test('runs the journey by hand to its end without holding anybody', async () => {
    const listening = page.waitForResponse((response) => response.url().endsWith('/run'));
    await page.getByTestId('execute-workflow-button').click();
    await listening;
    await shoot(page, 'n8n-listening');
    const shop = new Shop(stage.address.replace('/webhook/', '/webhook-test/'), stage.secret);
    const customer = { id: 'by-hand', firstName: 'Hanna', email: 'hanna@shop.example' };
    expect(await shop.deliver(shopEvent('customer_registered', { customer }))).toMatchObject({ status: 200 });
    await nodeOf(page, 'Last Call on Day 30').getByTestId('canvas-node-status-success').waitFor();
    await shoot(page, 'n8n-run-by-hand');
    const { db } = stage.store;
    expect(await db.selectFrom('wait').selectAll().execute()).toEqual([]);
    const messages = await db.selectFrom('message').select(['step', 'state']).orderBy('id').execute();
    const reminders = ['welcome', 'remind-day-1', 'remind-day-3', 'remind-day-15', 'remind-day-30'];
    expect(messages).toEqual(reminders.map((name) => ({ step: `first-order/${name}`, state: 'sent' })));
  });
});
