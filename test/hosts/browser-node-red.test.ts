import type { Page } from 'playwright-core';
import { wallClock } from '../../core/clock';
import { isShown, lifecycleSegment, steps, type Text } from '../../core/steps';
import { type JourneyStep, stepsOf } from '../../journeys';
import { firstOrder } from '../../journeys/first-order';
import { toNodeRedProperties } from '../../node-red/adapter';
import { flowFile } from '../../scripts/hosts/journey.ts';
import { take } from '../support/people';
import { describeInBrowser, openPage, shoot, shownLabels } from './support/browser';
import { type NodeRedStage, openNodeRed } from './support/node-red';
import { root } from './support/stage';

const PACKAGE = '@shop-journeys/n8n-nodes-journeys';
const places = stepsOf(firstOrder);

const nodeOf = (page: Page, title: string) =>
  page.locator('.red-ui-flow-node-group').filter({ has: page.getByText(title, { exact: true }) });
const amountOf = (page: Page) => page.locator('#node-input-row-amount .red-ui-typedInput-input');

async function zoomToFit(page: Page): Promise<void> {
  await page.locator('#red-ui-view-zoom-fit').click();
  // Until the canvas stands still.
  await nodeOf(page, 'Until Day 1').hover({ trial: true });
}

async function openDialog(page: Page, title: string): Promise<void> {
  await nodeOf(page, title).dblclick();
  // The editor raises the dialog once it stands still; what is typed before that may be lost.
  await page.locator('#red-ui-editor-stack[style*="z-index: 13"]').waitFor({ state: 'attached' });
}

async function closeDialog(page: Page, button: 'cancel' | 'ok'): Promise<void> {
  await page.locator(`#node-dialog-${button}`).click();
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
}

const unspaced = (text: string) => text.replace(/\s/g, '');

async function readLabels(page: Page): Promise<string[]> {
  for (const more of await page.locator('.red-ui-tray details:not([open]) > summary').all())
    await more.click();
  const rows = page.locator('.red-ui-tray [id^="node-input-row-"]').filter({ visible: true });
  return (await rows.locator('> label').allInnerTexts()).map((label) => label.trim());
}

/** The labels with the connections that are shown among them: each behind the parameter that it depends on. */
function withConnections(
  { step, values }: JourneyStep,
  labels: readonly string[],
  language: keyof Text,
): string[] {
  const shown = Object.values(step.connections ?? {}).filter((use) => isShown(use, step.parameters, values));
  const behind = (parameter: string | undefined) =>
    shown
      .filter(({ showWhen = {} }) => Object.keys(showWhen).at(-1) === parameter)
      .map(({ connection }) => connection.title[language]);
  const names = new Map(Object.entries(step.parameters).map(([name, { label }]) => [label[language], name]));
  return [...behind(undefined), ...labels.flatMap((label) => [label, ...behind(names.get(label))])];
}

describeInBrowser('The Node-RED editor', (browser) => {
  let stage: NodeRedStage;
  let close = () => Promise.resolve();

  beforeAll(async () => {
    stage = await openNodeRed();
    close = stage.close;
  });

  afterAll(async () => close());

  async function openEditor(locale: 'en-US' | 'zh-CN') {
    const opened = await openPage(browser(), stage.url, locale);
    await opened.page.goto(stage.url);
    await opened.page.locator('.red-ui-palette-node[data-palette-type="send-via-channel"]').waitFor();
    await opened.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    return opened;
  }

  test('imports the journey from the examples, edits a step and deploys it', async () => {
    await stage.client.deploy([]);
    const { page, faults } = await openEditor('en-US');
    await page.keyboard.press('Control+i');
    await page.locator('#red-ui-clipboard-dialog-import-tabs').getByText('Examples').click();
    const examples = page.locator('#red-ui-clipboard-dialog-import-tabs-content');
    await examples.getByText(PACKAGE).click();
    await examples.getByText(firstOrder.name, { exact: true }).click();
    await shoot(page, 'node-red-examples');
    await page.locator('#red-ui-clipboard-dialog-ok').click();
    await page.locator('.red-ui-notification').click();
    await page.locator('#red-ui-workspace-tabs').getByText(firstOrder.title, { exact: true }).click();

    for (const [title] of places) await nodeOf(page, title).waitFor();
    expect(await page.locator('.red-ui-flow-node-unknown').count()).toBe(0);
    expect(await page.locator('.red-ui-flow-node-error').filter({ visible: true }).count()).toBe(0);
    await zoomToFit(page);
    await shoot(page, 'node-red-canvas');

    await openDialog(page, 'Until Day 1');
    await amountOf(page).fill('2');
    await closeDialog(page, 'ok');
    const deployed = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await page.locator('#red-ui-header-button-deploy').click();
    await deployed;
    const flows = await stage.client.flows();
    expect(flows).toContainEqual(
      expect.objectContaining({ name: 'Until Day 1', type: 'wait-until-purchase', amount: '2' }),
    );
    expect(flows.filter(({ type }) => steps.some(({ name }) => name === type))).toHaveLength(places.length);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('builds a segment by hand: its definition and its size stand below, and it is there again', async () => {
    const order = { data: { order: { id: 'o1', amount: 4990, currency: 'EUR' } } };
    await take(stage.store, wallClock, 'order_paid', 'buyer@segments.example', order);
    await take(stage.store, wallClock, 'customer_registered', 'member@segments.example');
    await stage.client.deploy([
      { id: 'segments', type: 'tab', label: 'Segments' },
      {
        ...toNodeRedProperties(lifecycleSegment, { stages: ['registered', 'repeat'] }),
        id: 'audience',
        type: 'lifecycle-segment',
        name: 'Audience',
        z: 'segments',
        x: 300,
        y: 200,
        wires: [[], [], ['behind']],
      },
      { id: 'behind', type: 'junction', z: 'segments', x: 500, y: 200, wires: [[]] },
    ]);
    const { page, faults } = await openEditor('en-US');
    const conditions = page.locator('#node-input-row-conditions');
    const cell = (row: number, column: string) =>
      conditions.locator('li').nth(row).locator(`[data-column="${column}"]`);
    const definition = page.locator('#node-input-written');

    await openDialog(page, 'Audience');
    await page.locator('#node-input-operation').selectOption('list');
    await page.locator('#node-input-audienceSize').getByText('The segment has no condition').waitFor();
    const add = conditions.locator('.red-ui-editableList-addButton');
    await add.click();
    expect(await cell(0, 'amount').isVisible()).toBe(false);
    await cell(0, 'what').selectOption('spent');
    expect(await cell(0, 'event').isVisible()).toBe(false);
    await cell(0, 'amount').fill('49.90');
    await add.click();
    await cell(1, 'what').selectOption('did');
    await cell(1, 'event').selectOption('order_paid');
    await cell(1, 'when').selectOption('last');
    await cell(1, 'days').fill('90');
    await page.locator('#node-input-match').selectOption('any');
    await definition.getByText('"days": 90').waitFor();
    const where = {
      any: [
        { orders: 'sum', currency: 'EUR', is: { atLeast: 4990 } },
        { did: 'order_paid', when: { last: { days: 90 } } },
      ],
    };
    expect(JSON.parse(await definition.innerText())).toEqual({ version: 1, where });
    await page
      .locator('#node-input-audienceSize')
      .getByText(/^1 of \d+ contacts \(counted just now\)$/)
      .waitFor();
    await shoot(page, 'node-red-segment-built');
    await closeDialog(page, 'ok');
    await page.locator('#red-ui-header-button-deploy').click();
    await page.locator('.red-ui-notification').getByText('Successfully deployed').waitFor();

    const [saved] = (await stage.client.flows()).filter(({ id }) => id === 'audience');
    expect(saved).toMatchObject({
      operation: 'list',
      match: 'any',
      outputs: 3,
      conditions: [
        { what: 'spent', amount: '49.90' },
        { what: 'did', event: 'order_paid', days: 90 },
      ],
      // What led on from Other leads nowhere else now.
      wires: [[], [], []],
    });

    await openDialog(page, 'Audience');
    expect(await cell(1, 'days').inputValue()).toBe('90');
    await definition.getByText('"days": 90').waitFor();
    await page.locator('#node-input-written-take').click();
    expect(await page.locator('#node-input-segment').inputValue()).toBe('as_json');
    await page.locator('#node-input-definition-editor').getByText('order_paid').waitFor();
    await shoot(page, 'node-red-segment-json');
    await closeDialog(page, 'ok');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  describe.each([
    ['en-US', 'en'],
    ['zh-CN', 'zh'],
  ] as const)('in %s', (locale, language) => {
    test('names every step in the palette, and every setting in its dialog', async () => {
      await stage.client.deploy(await flowFile(root, firstOrder.name));
      const { page, faults } = await openEditor(locale);
      for (const { name, title } of steps) {
        const label = page.locator(`.red-ui-palette-node[data-palette-type="${name}"] .red-ui-palette-label`);
        // The palette breaks a long title into lines, a Chinese one anywhere.
        expect(unspaced(await label.innerText())).toBe(unspaced(title[language]));
      }
      await zoomToFit(page);
      for (const title of [
        'Customer Registers',
        'No Order Yet?',
        'Welcome Coupon',
        'Until Day 1',
        'Announce the Coupon',
      ]) {
        const place = places.find(([name]) => name === title)?.[1];
        if (!place) throw new Error(`The journey has no step “${title}”.`);
        const { plain, advanced } = shownLabels('node-red', place, language);
        await openDialog(page, title);
        await shoot(page, `node-red-${place.step.name}-${locale}`);
        expect(await readLabels(page)).toEqual([...withConnections(place, plain, language), ...advanced]);
        await closeDialog(page, 'cancel');
      }
      expect(faults).toEqual([]);
      await page.context().close();
    });
  });
});
