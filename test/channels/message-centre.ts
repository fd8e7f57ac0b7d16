import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** SMPP 3.4, 5.1.2.1. */
const BIND_TRANSCEIVER = 0x09;
const SUBMIT = 0x04;
const DELIVER = 0x05;
const ANSWER = 0x8000_0000;

/** In `data_coding`. */
const UCS2 = 8;
/** In `esm_class`: the text is a receipt. */
const RECEIPT = 0x04;

/** A message that was handed over. */
export interface Submitted {
  from: string;
  to: string;
  coding: number;
  text: string;
}

/** A message centre that others are bound to: it keeps what they hand over, and brings them receipts and texts. */
export interface MessageCentre {
  port: number;
  /** Each is known by its place: `id1` is the first. */
  submitted: Submitted[];
  /** What it answers to messages: a status, or nothing at all. */
  onMessage: number | 'silent';
  /** Resolves once somebody is bound. */
  bound(): Promise<void>;
  /** Tells whoever is bound what became of a message, as `stat:DELIVRD`. */
  receipt(id: string, stat: string): void;
  /** Brings a person’s text. */
  write(from: string, text: string): void;
  close(): Promise<void>;
}

export async function startMessageCentre(): Promise<MessageCentre> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= 16 && rest.length >= rest.readUInt32BE(0)) {
        const length = rest.readUInt32BE(0);
        take(socket, rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
  });
  let isBound: () => void = () => undefined;
  const binding = new Promise<void>((resolve) => (isBound = resolve));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let sequence = 0;

  function take(socket: Socket, pdu: Buffer): void {
    const [command, number] = [pdu.readUInt32BE(4), pdu.readUInt32BE(12)];
    // Answers to what it brought itself.
    if (command >= ANSWER) return;
    const answer = (status: number, body = '') =>
      socket.write(pduOf(command + ANSWER, status, number, Buffer.from(body, 'latin1')));
    if (command === BIND_TRANSCEIVER) {
      answer(0, 'centre\0');
      isBound();
    } else if (command === SUBMIT) {
      centre.submitted.push(submittedIn(pdu.subarray(16)));
      if (centre.onMessage !== 'silent')
        answer(centre.onMessage, centre.onMessage === 0 ? `id${centre.submitted.length}\0` : '');
    } else answer(0);
  }

  function bring(from: string, { esmClass = 0, text }: { esmClass?: number; text: string }): void {
    sequence += 1;
    const [bound] = sockets;
    bound?.write(pduOf(DELIVER, 0, sequence, delivery(from, esmClass, text)));
  }

  const centre: MessageCentre = {
    port: (server.address() as AddressInfo).port,
    submitted: [],
    onMessage: 0,
    bound: () => binding,
    receipt(id, stat) {
      const text = `id:${id} sub:001 dlvrd:001 submit date:2603020900 done date:2603020901 stat:${stat} err:000 text:`;
      bring('4930123456', { esmClass: RECEIPT, text });
    },
    write: (from, text) => bring(from, { text }),
    async close() {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
  return centre;
}

function pduOf(command: number, status: number, sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  [16 + body.length, command, status, sequence].forEach((value, at) => head.writeUInt32BE(value, 4 * at));
  return Buffer.concat([head, body]);
}

/** The fields of a `submit_sm`: 4.4.1. */
function submittedIn(body: Buffer): Submitted {
  let at = 0;
  const text = (): string => {
    const end = body.indexOf(0, at);
    const found = body.toString('latin1', at, end);
    at = end + 1;
    return found;
  };
  const skip = (bytes: number): void => void (at += bytes);
  text(); // service_type
  skip(2); // source_addr_ton, source_addr_npi
  const from = text();
  skip(2); // dest_addr_ton, dest_addr_npi
  const to = text();
  skip(3); // esm_class, protocol_id, priority_flag
  text(); // schedule_delivery_time
  text(); // validity_period
  skip(2); // registered_delivery, replace_if_present_flag
  const coding = body.readUInt8(at);
  skip(2); // and sm_default_msg_id
  const message = body.subarray(at + 1, at + 1 + body.readUInt8(at));
  return { from, to, coding, text: coding === UCS2 ? fromUcs2(message) : message.toString('latin1') };
}

/** A `deliver_sm`, in UCS-2 where its text has other letters than ASCII: 4.6.1. */
function delivery(from: string, esmClass: number, text: string): Buffer {
  const isAscii = /^[\x00-\x7f]*$/.test(text);
  const message = isAscii ? Buffer.from(text, 'latin1') : Buffer.from(text, 'utf16le').swap16();
  return Buffer.concat([
    Buffer.from(`\0\x01\x01${from}\0\0\x0112345\0`, 'latin1'),
    Buffer.from([esmClass, 0, 0, 0, 0, 0, 0, isAscii ? 0 : UCS2, 0, message.length]),
    message,
  ]);
}

const fromUcs2 = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');
