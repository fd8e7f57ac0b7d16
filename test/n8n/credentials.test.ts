import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { ShopEventTrigger } from '../../nodes/ShopEventTrigger/ShopEventTrigger.node';

type Test = (credential: ICredentialsDecrypted) => Promise<INodeCredentialTestResult>;

const { description, methods } = new ShopEventTrigger();
const tests: Record<string, Test | undefined> = methods.credentialTest;
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const press = (name: string, data: Record<string, string>) =>
  tests[name]?.({ id: '1', name: 'Shop', type: name, data });

it('has a test behind the button of each credential of its own', () => {
  const named = (description.credentials ?? []).map(({ testedBy }) => testedBy);
  expect(named).not.toEqual([]);
  expect(Object.keys(tests).sort()).toEqual(named.sort());
});

it('says that a good secret is one', async () => {
  expect(await press('shopJourneysWebhookApiTest', { secret, previousSecret: '' })).toMatchObject({
    status: 'OK',
  });
});

it.each([
  ['no secret', { secret: '' }],
  ['no base64', { secret: 'whsec_…' }],
  ['a bad one before it', { secret, previousSecret: 'whsec_short' }],
])('says what is wrong with %s, and does not repeat it', async (_, data) => {
  const found = await press('shopJourneysWebhookApiTest', data);
  expect(found).toMatchObject({ status: 'Error', message: expect.stringMatching(/\w+\. \w+/) });
  expect(found?.message).not.toContain(secret);
});
