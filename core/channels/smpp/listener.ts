import { once } from 'node:events';
import { text } from '../../steps/text';
import type { Listener, ListenerContext } from '../listener';
import { refusal } from './answer';
import { smppAccount } from './connection';
import { Inbox } from './inbox';
import { openReceiver } from './session';

/** Binds as receiver: receipts and what people write come by a line that is kept open. */
export const smppListener: Listener = {
  title: text('Listen to a Message Centre (SMPP)', '监听短信中心（SMPP）'),
  help: text(
    'Keeps a line open to your provider’s message centre, by which receipts and replies come. The provider must allow the account a bind as receiver beside the one that sends.',
    '与服务商的短信中心保持连接，接收状态报告和回复。服务商须允许该账户在发送之外再以接收方（receiver）绑定。',
  ),
  connection: smppAccount,
  listen,
};

async function listen(context: ListenerContext): Promise<void> {
  const { connect, signal, hears } = context;
  const account = await connect(smppAccount);
  const { encodings } = (await import('smpp')).default;
  const inbox = new Inbox(context, encodings);
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  const receiver = await openReceiver(account, (pdu, answer) => inbox.deliver(pdu, answer), signal).catch(
    (error: unknown) => {
      throw refusal(error);
    },
  );
  hears();
  try {
    const ended = receiver.ended.then((why) => {
      throw new Error(`The line to the message centre ended: ${why}.`);
    });
    await Promise.race([stopped, ended, inbox.failed]);
  } finally {
    await inbox.close();
    receiver.close();
    await receiver.ended;
  }
}
