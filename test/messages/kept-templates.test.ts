import { type JsonObject, messageTemplate, questionsOf, sendViaChannel } from '../../core/steps';
import type { Outcome, StepContext } from '../../core/steps/define';
import { TestClock } from '../support/clock';
import { contextOf } from '../support/context';
import { failing, leaving, runStep } from '../support/steps';
import { describeOnStores } from '../support/stores';
import { meet, send } from './people';

describeOnStores('Message Template', (store) => {
  let context: StepContext;

  beforeEach(async () => {
    context = contextOf(store(), new TestClock());
    const person = (id: string, locale: string) => ({
      id,
      profile: { email: `${id}@example.com`, firstName: id, locale },
    });
    await meet(context, [person('ann', 'en_GB'), person('eva', 'de-AT'), person('li', 'zh-Hans-CN')]);
  });

  const run = (values: JsonObject): Promise<Outcome[]> =>
    runStep(messageTemplate, { templateName: 'welcome', ...values }, context, [{}]);
  const told = async (values: JsonObject) => {
    const { output, json } = leaving(await run(values));
    return [output, json['template']];
  };
  const save = (templateLanguage: string, body: string, more: JsonObject = {}) =>
    told({ operation: 'save', templateLanguage, body, ...more });

  const written = async (customer: string, more: JsonObject = {}) => {
    const values = { channel: 'outbox', textFrom: 'template', templateName: 'welcome', ...more };
    const [outcome] = await send(
      context,
      { ...values, stepKey: `${customer} ${JSON.stringify(more)}` },
      customer,
    );
    if (!outcome || 'error' in outcome) return outcome?.error;
    const row = await store()
      .db.selectFrom('outbox')
      .select('body')
      .orderBy('message_id', 'desc')
      .executeTakeFirst();
    return row?.body;
  };

  test('people get the text in their language, without its region, or the fallback', async () => {
    await save('en', 'Hello {{ contact.firstName }}');
    await save('de', 'Hallo {{ contact.firstName }}');
    await save('zh-Hans', '{{ contact.firstName }}，您好');
    expect(await written('ann')).toBe('Hello ann');
    expect(await written('eva')).toBe('Hallo eva');
    expect(await written('li')).toBe('li，您好');
    await told({ operation: 'remove', templateLanguage: 'de' });
    expect(await written('eva', { from: 'fallback' })).toBe('Hello eva');
  });

  test('the fallback is the language saved first, until another is saved as such', async () => {
    await save('de', 'Hallo');
    await save('fr', 'Bonjour');
    expect(await written('ann')).toBe('Hallo');
    await save('fr', 'Bonjour', { fallback: true });
    expect(await written('ann', { from: 'again' })).toBe('Bonjour');
    await save('de', 'Hallo!');
    expect(await written('ann', { from: 'still' })).toBe('Bonjour');
  });

  test('each change is a version that stays; the same text again is none', async () => {
    expect(await save('en', 'One')).toEqual([
      'done',
      { name: 'welcome', language: 'en', version: 1, isNew: true },
    ]);
    expect(await save('en', 'One')).toEqual([
      'done',
      { name: 'welcome', language: 'en', version: 1, isNew: false },
    ]);
    await save('en', 'Two');
    expect(await told({ operation: 'show', version: 1 })).toMatchObject(['done', { body: 'One' }]);
    expect(await told({ operation: 'show' })).toMatchObject(['done', { version: 2, body: 'Two' }]);
    expect(await told({ operation: 'remove' })).toEqual(['done', { name: 'welcome', removed: ['en'] }]);
    expect(await told({ operation: 'show' })).toEqual(['not_found', { name: 'welcome' }]);
    expect(await told({ operation: 'remove' })).toEqual(['not_found', { name: 'welcome', removed: [] }]);
    expect(await told({ operation: 'show', version: 2 })).toMatchObject(['done', { body: 'Two' }]);
    expect(await written('ann')).toMatchObject({
      parameter: 'templateName',
      message: 'There is no template “welcome”.',
    });
  });

  test('all are listed with their languages', async () => {
    await save('en', 'Hello');
    await save('de', 'Hallo', { fallback: true });
    await save('en', 'Bye', { templateName: 'bye' });
    const listed = await run({ operation: 'list' });
    expect(listed.map((one) => 'json' in one && one.json['template'])).toMatchObject([
      { name: 'bye', languages: ['en'], fallback: 'en', version: 1 },
      { name: 'welcome', languages: ['de', 'en'], fallback: 'de', version: 2 },
    ]);
  });

  test.each([
    ['no name', { templateName: ' ' }, 'templateName'],
    ['no language', { templateLanguage: 'not a language' }, 'templateLanguage'],
    ['no text', { body: ' ' }, 'body'],
    ['a text that does not parse', { body: '{% if %}' }, 'body'],
    ['MJML that is none', { format: 'mjml', body: '<mjml><mj-x /></mjml>' }, 'body'],
  ])('%s is not saved', async (_, more, parameter) => {
    const values = { operation: 'save', templateLanguage: 'en', body: 'Hello', ...more };
    expect(failing(await run(values))).toMatchObject({ name: 'StepError', parameter });
    expect(await store().db.selectFrom('message_template').selectAll().execute()).toEqual([]);
  });

  test('what is wrong with a template for somebody names it', async () => {
    await save('de', 'Hallo\n{{ contact.nick }}');
    expect(await written('eva')).toMatchObject({
      message: 'Template “welcome” (de), “body”, line 2: there is no contact.nick.',
    });
  });

  test('two who save at once make two versions', async () => {
    await Promise.all(['en', 'de', 'fr'].map((language) => save(language, language)));
    const rows = await store()
      .db.selectFrom('message_template')
      .select('version')
      .orderBy('version')
      .execute();
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  test('the preview shows the template in the shop’s language', async () => {
    await save('en', 'Hello {{ contact.firstName }}');
    await save('de', 'Hallo {{ contact.firstName }}');
    const [, preview] = questionsOf(sendViaChannel).find(([name]) => name === 'preview') ?? [];
    const given = { channel: 'outbox', textFrom: 'template', templateName: 'welcome', language: 'de' };
    expect(await preview?.answer(given, context)).toMatchObject({ en: 'Hallo Jane' });
  });
});
