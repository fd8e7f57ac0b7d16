import { fork } from 'node:child_process';
import { createTransport } from 'nodemailer';
import { batches, judged, type Measurement, progress, rateOf } from './measurement.ts';
import { contextOf, itemsOf, sendAll } from './messages.ts';
import { BATCH, people, type Person, seedPeople } from './people.ts';
import { dialects, inStore } from './places.ts';

const COUNT = 20_000;
const CONNECTIONS = 5;
const BODY = 'Hello Ann, your code WELCOME is good for 10 % until the end of the month.';

const values = {
  channel: 'email',
  from: 'Shop <hello@shop.example>',
  subject: 'Welcome',
  body: BODY.replace('Ann', '{{ contact.firstName }}'),
  consentRule: 'granted',
  holdout: 0,
  mostByChannel: 3,
};

/** Mails a second that Send via Channel hands to a mail server, each decided, on record and settled, against nodemailer alone. */
export async function* sendSmtp(): AsyncGenerator<Measurement> {
  const all = people(COUNT);
  const sink = fork(new URL('./smtp-sink.ts', import.meta.url));
  try {
    const port = await new Promise((resolve) => sink.once('message', resolve));
    const server = { host: '127.0.0.1', port: Number(port), secure: false };
    for (const dialect of dialects) {
      progress(`send-smtp: ${COUNT} mails by nodemailer alone`);
      await sendPlainly(server, all.slice(0, BATCH));
      const plain = await rateOf(COUNT, () => sendPlainly(server, all));
      progress(`send-smtp: ${COUNT} mails on ${dialect}`);
      const value = await inStore(dialect, async (store) => {
        await seedPeople(store, all, () => ({ 'consent.email': 'granted' }));
        const context = contextOf(store, { ...server, disableStartTls: true });
        const items = itemsOf(all, { ...values, stepKey: dialect });
        return rateOf(COUNT, async () => {
          const { sent, ...others } = await sendAll(context, items);
          if (sent !== COUNT) throw new Error(`not all were sent: ${JSON.stringify(others)}`);
        });
      });
      yield judged({
        name: 'send-smtp',
        store: dialect,
        value,
        unit: 'mails/s',
        did: 'passage and person read and held, mail written, policy, intent on record, sent, outcome on record',
        versus: { name: 'nodemailer alone, pooled', value: plain, did: 'sent' },
        least: { ratio: 0.8 },
        limitedBy: 'the three transactions of each batch, and the writing of each mail for its person',
      });
    }
  } finally {
    sink.disconnect();
  }
}

async function sendPlainly(server: object, all: readonly Person[]): Promise<void> {
  const transport = createTransport({ ...server, pool: true, maxConnections: CONNECTIONS, ignoreTLS: true });
  for (const some of batches(all, BATCH)) {
    await Promise.all(
      some.map(({ email }) =>
        transport.sendMail({ from: values.from, to: email, subject: values.subject, text: BODY }),
      ),
    );
  }
  transport.close();
}
