import type { StepContext } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel, Result } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { composeMail, partsOf } from '../mail';
import { emailCallbacks } from './callback';
import { smtp } from './connection';
import { emailListener } from './listener';
import { MAIL_CONNECTIONS, MailError, type Mailer, openMailer } from './mailer';
import { tellNoSuchBox } from './no-such-box';

/** Sends by SMTP. */
export const email = defineChannel({
  name: 'email',
  label: text('E-Mail (SMTP)', '电子邮件（SMTP）'),
  form: 'mail',
  parameters: {},
  connections: [{ connection: smtp }],
  callbacks: emailCallbacks,
  listener: emailListener,
  open: openEmail,
});

function openEmail(context: StepContext): Channel<WritingValues> {
  let opening: Promise<Mailer> | undefined;
  let mailer: Mailer | undefined;
  const open = async () => {
    mailer = await (opening ??= context.connect(smtp).then(openMailer));
    return mailer;
  };
  return {
    name: 'email',
    // While one is on its way by a connection, the next for it is put together.
    concurrency: 2 * MAIL_CONNECTIONS,
    addressKind: () => 'email',
    dedupes: () => false,
    compose(values, recipient) {
      const composed = composeMail(values, recipient);
      const { sender, subject, body, headers } = composed;
      const messageId = `<${recipient.key}@${sender.domain}>`;
      const mail = {
        from: values.from,
        to: recipient.address,
        subject,
        messageId,
        headers: { ...headers },
      };
      return {
        subject,
        body,
        providerId: messageId,
        send: async () => {
          const parts = await partsOf(composed);
          return outcomeOf((await open()).send({ ...mail, ...parts }));
        },
      };
    },
    async open() {
      await open();
    },
    close: () => mailer?.close(),
  };
}

async function outcomeOf(sending: Promise<string>): Promise<Result> {
  try {
    return { state: 'sent', providerId: await sending };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { message: detail, code, begun } = error;
    if (code === undefined)
      return begun ? { state: 'unknown', detail } : { state: 'failed', reason: 'temporary', detail };
    if (code < 500) return { state: 'failed', reason: 'temporary', detail };
    return {
      state: 'failed',
      reason: 'refused',
      detail,
      ...(tellNoSuchBox(detail) && { address: 'gone' }),
    };
  }
}
