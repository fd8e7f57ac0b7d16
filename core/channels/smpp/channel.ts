import { choice, type Parameters, type StepContext, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import type { Channel, Result } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { smsSender } from '../sms/sender';
import { composeSms } from '../sms/text';
import { judgeFailure, judgeSubmit } from './answer';
import { smppAccount } from './connection';
import { smppListener } from './listener';
import { submissions } from './message';
import { openSession, type SmppSession } from './session';

const parameters = {
  smppLong: choice({
    label: text('Long Texts', '长短信'),
    help: text(
      'How a text of several segments goes out: in parts that the phone puts together, or whole, for the message centre to cut.',
      '超过一条的正文如何发送：拆分后由手机拼接，或整体提交由短信中心拆分。',
    ),
    options: [
      { value: 'parts', label: text('In Parts (UDH)', '拆分（UDH）') },
      { value: 'payload', label: text('Whole (message_payload)', '整体（message_payload）') },
    ],
    default: 'parts',
    showWhen: { channel: ['smpp'] },
    advanced: true,
  }),
} as const satisfies Parameters;

/** Sends SMS by SMPP 3.4. */
export const smpp = defineChannel({
  name: 'smpp',
  label: text('SMS (SMPP)', '短信（SMPP）'),
  form: 'sms',
  parameters,
  connections: [{ connection: smppAccount }],
  listener: smppListener,
  open: openSmpp,
});

type SmppValues = WritingValues & Values<typeof parameters>;

function openSmpp(context: StepContext): Channel<SmppValues> {
  let binding: Promise<SmppSession> | undefined;
  const bind = () => context.connect(smppAccount).then((account) => openSession(account));
  /** The bind of the batch, or a new one in place of one that broke. One that was refused is not tried again. */
  const bound = async (): Promise<SmppSession> => {
    const present = (binding ??= bind());
    if ((await present).isOpen()) return present;
    // Of all that come at once, the first binds anew.
    if (binding === present) binding = bind();
    return binding;
  };
  return {
    name: 'smpp',
    // Messages that wait for their answer on the one line.
    concurrency: 10,
    addressKind: () => 'phone',
    // SMPP knows no key of a message.
    dedupes: () => false,
    compose(values, recipient) {
      const body = composeSms(values, recipient);
      const ends = { from: smsSender(values.smsFrom), to: recipient };
      return {
        subject: null,
        body,
        send: async () => sentInTurn(await submissions(body, ends, values.smppLong), bound),
      };
    },
    async open() {
      await context.connect(smppAccount);
    },
    close: () =>
      void binding?.then(
        (session) => session.close(),
        () => undefined,
      ),
  };
}

/**
 * Sends the parts of a message one after another; the id of the last is the message's. Behind one that was taken, nothing
 * is refused: part of it is out.
 */
async function sentInTurn(parts: readonly object[], bound: () => Promise<SmppSession>): Promise<Result> {
  let providerId: string | null = null;
  for (const [at, part] of parts.entries()) {
    const result = await sentBy(bound, part);
    if (result.state !== 'sent')
      return at === 0
        ? result
        : { state: 'unknown', detail: `part ${at + 1} of ${parts.length}: ${result.detail}` };
    ({ providerId } = result);
  }
  return { state: 'sent', providerId };
}

async function sentBy(bound: () => Promise<SmppSession>, part: object): Promise<Result> {
  try {
    return judgeSubmit(await (await bound()).submit(part));
  } catch (error) {
    return judgeFailure(error);
  }
}
