import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../../core/steps/define';

/** Whether Perl's Net::SMPP is here. */
export const hasNetSmpp = spawnSync('perl', ['-MNet::SMPP', '-e', '1']).status === 0;

const account = (port: number): JsonObject => ({
  host: '127.0.0.1',
  port,
  systemId: 'shop',
  password: 'pass word',
});

/** The fields of a `deliver_sm`, by their names in SMPP 3.4. */
export type Delivery = Readonly<Record<string, string | number | Buffer>>;

/** From Ann, unless it says otherwise. */
const orderOf = (delivery: Delivery): string =>
  Object.entries({
    source_addr_ton: 1,
    source_addr: '4930123456',
    destination_addr: '12345',
    short_message: '',
    ...delivery,
  })
    .flatMap(([name, value]) => [
      name,
      (Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'latin1')).toString('hex'),
    ])
    .join('\t');

/** A message centre that others have written. */
export interface PerlSmsc {
  /** Values of a connection to it. */
  account: JsonObject;
  /** What it was sent so far: the command, and what it tells. */
  told: string[][];
  /** Resolves once it was sent a command so many times; by default once. */
  until(command: string, times?: number): Promise<void>;
  /** Hands texts and receipts over to whoever is bound as receiver, in one go: the fields of a `deliver_sm`. */
  deliver(...deliveries: Delivery[]): void;
  /** Ends the line of whoever is bound as receiver. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function startPerlSmsc(): Promise<PerlSmsc> {
  const child: ChildProcess = spawn('perl', [join(__dirname, 'smsc.pl')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('Perl has no input or output');
  const lines = createInterface(stdout);
  const told: string[][] = [];
  lines.on('line', (line) => told.push(line.split('\t')));
  const until = async (command: string, times = 1) => {
    while (told.filter(([first]) => first === command).length < times) await once(lines, 'line');
  };
  await until('listening');
  const port = Number(told.shift()?.[1]);
  return {
    account: account(port),
    told,
    until,
    deliver: (...deliveries) =>
      void stdin.write(deliveries.map((one) => `deliver_sm\t${orderOf(one)}\n`).join('')),
    hangUp: () => void stdin.write('hang up\n'),
    async close() {
      const gone = once(child, 'exit');
      stdin.end();
      child.kill();
      await gone;
    },
  };
}

/** The commands of SMPP 3.4 that the stand-in knows: 5.1.2.1. */
const BINDS = [1, 9];
const QUESTION = 0x15;
const SUBMIT = 4;
const ANSWER = 0x8000_0000;

/** What the stand-in does about a command: answers with a status, answers nothing, hangs up, or says what is no SMPP. */
export type SmscReaction = number | 'silent' | 'gone' | 'nonsense';

/** A message centre of a few lines. */
export interface Smsc {
  account: JsonObject;
  /** How many have connected. */
  lines: number;
  /** How many messages have come. */
  messages: number;
  onBind: SmscReaction;
  /** To whether it is still there. */
  onQuestion: SmscReaction;
  /** To the first, to the second and so on; the last also to all behind it. */
  onMessage: SmscReaction[];
  close(): Promise<void>;
}

export async function startSmsc(): Promise<Smsc> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    smsc.lines += 1;
    let rest = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= 16 && rest.length >= rest.readUInt32BE(0)) {
        take(smsc, socket, rest.readUInt32BE(4), rest.readUInt32BE(12));
        rest = rest.subarray(rest.readUInt32BE(0));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const smsc: Smsc = {
    account: account((server.address() as AddressInfo).port),
    lines: 0,
    messages: 0,
    onBind: 0,
    onQuestion: 0,
    onMessage: [0],
    async close() {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
  return smsc;
}

function reactionOf(smsc: Smsc, command: number): SmscReaction {
  if (BINDS.includes(command)) return smsc.onBind;
  if (command === QUESTION) return smsc.onQuestion;
  if (command !== SUBMIT) return 0;
  smsc.messages += 1;
  return smsc.onMessage[smsc.messages - 1] ?? smsc.onMessage.at(-1) ?? 0;
}

function take(smsc: Smsc, socket: Socket, command: number, sequence: number): void {
  const reaction = reactionOf(smsc, command);
  if (reaction === 'silent') return;
  if (reaction === 'gone') return void socket.destroy();
  if (reaction === 'nonsense') return void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  // A name or an id, which ends with a zero.
  const body = reaction === 0 ? Buffer.from('id-1\0') : Buffer.alloc(0);
  const head = Buffer.alloc(16);
  [16 + body.length, ANSWER + command, reaction, sequence].forEach((value, at) =>
    head.writeUInt32BE(value, 4 * at),
  );
  socket.write(Buffer.concat([head, body]));
}
