import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createRawServer,
  type Server as RawServer,
  type Socket,
} from 'node:net';
import { gzipSync } from 'node:zlib';
import { openHttp } from '../../core/http';
import { isPublic } from '../../core/http/addresses';
import { HttpError } from '../../core/ports';

const servers: (Server | RawServer)[] = [];

async function listening(server: Server | RawServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener) => listening(createServer(listener));

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function failure(promise: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error(`no HttpError but ${String(error)}`);
  return error;
}

test('posts a body with headers and returns answers of any status', async () => {
  const host = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(422, { 'x-method': request.method });
      response.end(`${String(request.headers['x-key'])} ${Buffer.concat(chunks).toString()}`);
    });
  });
  const answer = await openHttp({ allow: host }).request({
    method: 'POST',
    url: `http://${host}/send`,
    headers: { 'x-key': 'abc' },
    body: 'hello',
  });
  expect(answer).toMatchObject({ status: 422, body: 'abc hello', headers: { 'x-method': 'POST' } });
});

describe('address policy', () => {
  test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001::200e'])('%s is public', (ip) => {
    expect(isPublic(ip)).toBe(true);
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'localhost',
    '',
  ])('%s is not', (ip) => {
    expect(isPublic(ip)).toBe(false);
  });

  test.each([
    ['an address', '127.0.0.1'],
    ['a name that leads to one', 'localhost'],
    ['a number', '2130706433'],
    ['short notation', '127.1'],
    ['hexadecimal', '0x7f000001'],
    ['IPv6', '[::1]'],
    ['IPv4 inside IPv6', '[::ffff:127.0.0.1]'],
  ])('refuses a private host written as %s without connecting', async (_, written) => {
    let connections = 0;
    const server = createServer().on('connection', () => (connections += 1));
    const port = (await listening(server)).split(':')[1];
    const error = await failure(
      openHttp({ allow: '' }).request({ method: 'GET', url: `http://${written}:${port}/` }),
    );
    expect(error.message).toContain('JOURNEYS_ALLOW_HOSTS');
    expect(error.sent).toBe(false);
    expect(connections).toBe(0);
  });

  test('what the instance allows is allowed by host and by host with port', async () => {
    const host = await serve((_, response) => response.end('in'));
    const [name = '', port] = host.split(':');
    const get = (allow: string) => openHttp({ allow }).request({ method: 'GET', url: `http://${host}/` });
    await expect(get(`other, ${name}`)).resolves.toMatchObject({ body: 'in' });
    await expect(get(host)).resolves.toMatchObject({ body: 'in' });
    await expect(get(`${name}:${Number(port) + 1}`)).rejects.toThrow('JOURNEYS_ALLOW_HOSTS');
    await expect(
      openHttp({ allow: `localhost:${port}` }).request({ method: 'GET', url: `http://localhost:${port}/` }),
    ).resolves.toMatchObject({ body: 'in' });
  });

  test('without an option, the instance’s own setting counts', async () => {
    const host = await serve((_, response) => response.end('in'));
    const before = process.env['JOURNEYS_ALLOW_HOSTS'];
    process.env['JOURNEYS_ALLOW_HOSTS'] = host;
    try {
      await expect(openHttp().request({ method: 'GET', url: `http://${host}/` })).resolves.toMatchObject({
        body: 'in',
      });
    } finally {
      if (before === undefined) delete process.env['JOURNEYS_ALLOW_HOSTS'];
      else process.env['JOURNEYS_ALLOW_HOSTS'] = before;
    }
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'example.com', ''])(
    '%s is no address to call',
    async (url) => {
      expect((await failure(openHttp({ allow: '' }).request({ method: 'GET', url }))).sent).toBe(false);
    },
  );
});

describe('redirects', () => {
  test('a GET follows them within its origin, three at most', async () => {
    const host = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const get = (path: string) =>
      openHttp({ allow: host }).request({ method: 'GET', url: `http://${host}${path}` });
    await expect(get('/3')).resolves.toMatchObject({ status: 200, body: 'there' });
    await expect(get('/4')).rejects.toThrow('Redirected 3 times');
  });

  test('nothing follows to another origin, and a POST follows none', async () => {
    let calls = 0;
    const other = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    const away = await serve((_, response) =>
      response.writeHead(307, { location: `http://${other}/` }).end(),
    );
    const near = await serve((request, response) => {
      if (request.url === '/again') calls += 1;
      response.writeHead(303, { location: '/again' }).end();
    });
    const http = openHttp({ allow: '127.0.0.1' });
    expect((await http.request({ method: 'GET', url: `http://${away}/` })).status).toBe(307);
    expect((await http.request({ method: 'POST', url: `http://${away}/`, body: 'x' })).status).toBe(307);
    expect((await http.request({ method: 'POST', url: `http://${near}/`, body: 'x' })).status).toBe(303);
    expect(calls).toBe(0);
  });
});

describe('when no answer comes', () => {
  test('a refused connection was not sent', async () => {
    const host = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    const error = await failure(
      openHttp({ allow: host }).request({ method: 'POST', url: `http://${host}/`, body: 'x' }),
    );
    expect(error).toMatchObject({ sent: false, message: expect.stringContaining('ECONNREFUSED') });
  });

  test('an unknown name was not sent', async () => {
    const error = await failure(
      openHttp({ allow: '' }).request({ method: 'POST', url: 'http://nowhere.invalid/', body: 'x' }),
    );
    expect(error.sent).toBe(false);
  });

  test('a failed handshake was not sent', async () => {
    const host = await listening(
      createRawServer((socket: Socket) => socket.once('data', () => socket.end('no tls here'))),
    );
    const error = await failure(
      openHttp({ allow: host }).request({ method: 'POST', url: `https://${host}/`, body: 'x' }),
    );
    expect(error.sent).toBe(false);
  });

  test('a reset after the request went out may have been sent, and is not repeated', async () => {
    let requests = 0;
    const host = await serve((request) => {
      requests += 1;
      request.socket.resetAndDestroy();
    });
    const error = await failure(
      openHttp({ allow: host }).request({ method: 'POST', url: `http://${host}/`, body: 'x' }),
    );
    expect(error.sent).toBe(true);
    expect(requests).toBe(1);
  });

  test('a timeout after the request went out may have been sent', async () => {
    const host = await serve(() => undefined);
    const error = await failure(
      openHttp({ allow: host }).request({ method: 'POST', url: `http://${host}/`, body: 'x', timeout: 100 }),
    );
    expect(error.sent).toBe(true);
  });

  test('one attempt that may have arrived is enough to say so', async () => {
    const server = createServer((request) => {
      server.close();
      request.socket.resetAndDestroy();
    });
    const host = await listening(server);
    servers.pop();
    const error = await failure(openHttp({ allow: host }).request({ method: 'GET', url: `http://${host}/` }));
    expect(error).toMatchObject({ sent: true, message: expect.stringContaining('ECONNREFUSED') });
  });

  test('only what may be repeated is', async () => {
    let requests = 0;
    const host = await serve((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.resetAndDestroy();
      else response.end('second');
    });
    const http = openHttp({ allow: host });
    await expect(http.request({ method: 'GET', url: `http://${host}/` })).resolves.toMatchObject({
      body: 'second',
    });
    requests = 0;
    await expect(
      http.request({ method: 'POST', url: `http://${host}/`, body: 'x', repeatable: true }),
    ).resolves.toMatchObject({ body: 'second' });
    requests = 0;
    const error = await failure(http.request({ method: 'GET', url: `http://${host}/`, repeatable: false }));
    expect([error.sent, requests]).toEqual([true, 1]);
  });

  test('says nothing of the path, the query, the headers or the body', async () => {
    const host = await serve((request) => void request.socket.resetAndDestroy());
    const error = await failure(
      openHttp({ allow: host }).request({
        method: 'POST',
        url: `http://${host}/secret-path?key=secret-key`,
        headers: { authorization: 'secret-header' },
        body: 'secret-body',
      }),
    );
    expect(`${JSON.stringify(error)} ${error.message} ${String(error.cause)}`).not.toContain('secret');
  });
});

test.each([
  ['large', {}, Buffer.alloc(3_000_000, 'a')],
  [
    'small on the wire and large unpacked',
    { 'content-encoding': 'gzip' },
    gzipSync(Buffer.alloc(30_000_000)),
  ],
])('gives up on an answer that is %s', async (_, headers, body) => {
  const host = await serve((_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
  const error = await failure(openHttp({ allow: host }).request({ method: 'POST', url: `http://${host}/` }));
  expect(error).toMatchObject({ sent: true, message: expect.stringContaining('1 MB') });
});

describe('A download', () => {
  /** All that comes, as text, and how much of it is read before leaving off. */
  async function readAll(body: AsyncIterable<Buffer>, most = Infinity): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= most) break;
    }
    return Buffer.concat(chunks).toString();
  }

  test('may be of any size, from where it is asked for', async () => {
    const whole = Buffer.alloc(3_000_000, 'abc');
    const host = await serve((request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(String(request.headers.range))?.[1]);
      response.writeHead(206, { 'content-range': `bytes ${from}-2999999/3000000` });
      response.end(whole.subarray(from));
    });
    const { status, headers, body } = await openHttp({ allow: host }).download({
      url: `http://${host}/file`,
      headers: { range: 'bytes=1-' },
    });
    expect([status, headers['content-range']]).toEqual([206, 'bytes 1-2999999/3000000']);
    expect((await readAll(body)) === whole.subarray(1).toString()).toBe(true);
  });

  test('whoever leaves off reading ends the call', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    const host = await serve((_, response) => {
      response.on('close', () => resolve(undefined));
      response.write(Buffer.alloc(1_000_000));
    });
    const { body } = await openHttp({ allow: host }).download({ url: `http://${host}/` });
    await readAll(body, 1);
    await closed;
  });

  test('any status is an answer, and a line that breaks is an error without secrets', async () => {
    const host = await serve((request, response) => {
      if (request.url === '/gone') {
        response.writeHead(404).end('no');
        return;
      }
      response.writeHead(200, { 'content-length': '10' }).write('12345');
      setImmediate(() => request.socket.resetAndDestroy());
    });
    const http = openHttp({ allow: host });
    const gone = await http.download({ url: `http://${host}/gone` });
    expect([gone.status, await readAll(gone.body)]).toEqual([404, 'no']);
    const error = await failure(
      http.download({ url: `http://${host}/secret` }).then(({ body }) => readAll(body)),
    );
    expect(error.message).toContain('gave no usable answer');
    expect(error.message).not.toContain('secret');
  });

  test('that stands still is given up', async () => {
    const host = await serve((_, response) => void response.write('1'));
    const download = openHttp({ allow: host }).download({ url: `http://${host}/`, timeout: 100 });
    expect(await failure(download.then(({ body }) => readAll(body)))).toBeInstanceOf(HttpError);
  });

  test('comes from public addresses only, and follows to no other place', async () => {
    const host = await serve((_, response) => response.end('in'));
    const [, port] = host.split(':');
    for (const written of ['127.0.0.1', 'localhost'])
      expect(
        await failure(openHttp({ allow: '' }).download({ url: `http://${written}:${port}/` })),
      ).toMatchObject({ sent: false, message: expect.stringContaining('JOURNEYS_ALLOW_HOSTS') });
    const away = await serve((_, response) => response.writeHead(302, { location: `http://${host}/` }).end());
    const { status } = await openHttp({ allow: '127.0.0.1' }).download({ url: `http://${away}/` });
    expect(status).toBe(302);
  });
});
