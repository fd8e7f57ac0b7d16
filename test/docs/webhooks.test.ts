import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventNames } from '../../core/ingest';
import { exampleMapping, shops } from '../../core/shops';
import { disbelieve, parseGeneric } from '../../core/shops/generic';
import type { ReceivedRequest } from '../../core/steps';

const page = readFileSync(resolve(__dirname, '../../docs/webhooks.md'), 'utf8');

const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);

function parsedAs(mapping: string, body: string) {
  const shop = shops.find(({ name }) => name === 'mapped');
  return shop?.parse({ topic: '', key: 'msg_1', rawBody: Buffer.from(body) }, 'shop', mapping)?.events;
}

test('the events shown are taken in', () => {
  const shown = blocks('json').slice(0, 2);

  for (const event of shown) expect(parseGeneric(Buffer.from(event), 'shop', 'msg_1').events).not.toEqual([]);
});

test('the mapping shown is the one that a new trigger has, and takes in the body shown', () => {
  const [, , mapping = '', body = '', ...more] = blocks('json');

  expect(more).toEqual([]);
  expect(JSON.parse(mapping)).toEqual(exampleMapping);
  expect(parsedAs(mapping, body)).toMatchObject([
    {
      name: 'order_paid',
      sourceId: 'e-81',
      data: {
        order: {
          id: '5001',
          amount: 4990,
          currency: 'EUR',
          coupons: ['WELCOME-7KQ4-M2XW-9B3D'],
          items: [{ product: 'EP-7', category: 'Audio > Earphones', quantity: 1 }],
        },
      },
    },
  ]);
});

test('the names shown are those that are taken in', () => {
  const shown = [...page.matchAll(/^\| `(\w+)` +\| (?!A customer)/gm)].map(([, name]) => name);

  expect(shown).toEqual(eventNames.map(({ value }) => value));
});

// The page shows a POSIX shell.
(process.platform === 'win32' ? test.skip : test)('the request shown is signed', async () => {
  const [script = ''] = blocks('sh');
  const secret = /secret='(.*)'/.exec(script)?.[1] ?? '';

  const request = await receivedFrom((address) => script.replace(/^address=.*$/m, `address='${address}'`));

  expect(disbelieve(request, [secret], Date.now())).toBeUndefined();
  expect(parseGeneric(request.rawBody, 'shop', '').events).toMatchObject([{ name: 'customer_registered' }]);
});

async function receivedFrom(scriptFor: (address: string) => string): Promise<ReceivedRequest> {
  const received = Promise.withResolvers<ReceivedRequest>();
  const server = createServer((request, response) => {
    readAll(request).then(received.resolve, received.reject);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await promisify(execFile)('sh', ['-c', scriptFor(`http://127.0.0.1:${port}/`)]);
    return await received.promise;
  } finally {
    server.close();
  }
}

async function readAll(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks = await request.toArray();
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return { headers: Object.fromEntries(headers), rawBody: Buffer.concat(chunks) };
}
