import Ajv from 'ajv';
import { StepError } from '../../errors';
import type { StepContext, Values } from '../../steps/define';
import { text } from '../../steps/text';
import { readAddress } from '../address';
import type { AddressKind, Channel, FixedAddress, Recipient } from '../channel';
import { defineChannel, type WritingValues } from '../kind';
import { within } from '../limits';
import { type Answer, callProvider, type Judgement } from '../provider';
import { linkOf } from '../push/link';
import { oneLine, written } from '../written';
import { authorization, type NtfyServer, ntfyServer, serverAddress } from './connection';
import { ntfyParameters } from './parameters';

/** Publishes to topics of an ntfy server. */
export const ntfy = defineChannel({
  name: 'ntfy',
  label: text('Push (ntfy)', '推送（ntfy）'),
  form: 'note',
  medium: 'push',
  parameters: ntfyParameters,
  connections: [{ connection: ntfyServer }],
  open: openNtfy,
});

type NtfyValues = WritingValues & Values<typeof ntfyParameters>;

/** Longer messages become attachments. */
const LIMIT = { provider: 'ntfy', most: 4096, unit: 'bytes' } as const;

function openNtfy(context: StepContext): Channel<NtfyValues> {
  let connecting: Promise<NtfyServer> | undefined;
  const connect = () => (connecting ??= context.connect(ntfyServer));
  return {
    name: 'ntfy',
    concurrency: 5,
    addressKind: topicOf,
    // A repeat takes the place of the first on phones, but shows again.
    dedupes: () => false,
    compose(values, recipient) {
      const message = messageTo(recipient, values);
      return {
        subject: message.title ?? null,
        body: message.message,
        send: async () => {
          const server = await connect();
          return callProvider(context, {
            request: {
              method: 'POST',
              url: `${serverAddress(server)}/`,
              headers: { 'content-type': 'application/json', ...authorization(server) },
              body: JSON.stringify(message),
            },
            secrets: [server.token],
            judge: judgeNtfy,
          });
        },
      };
    },
    async open() {
      serverAddress(await connect());
    },
    close: () => undefined,
  };
}

function topicOf({ ntfyTopic }: NtfyValues): AddressKind | FixedAddress {
  if (ntfyTopic.trim() === '') return 'ntfyTopic';
  const address = readAddress('ntfyTopic', ntfyTopic);
  if (address !== undefined) return { address };
  throw new StepError(`“${ntfyTopic}” is no topic.`, {
    parameter: 'ntfyTopic',
    advice: 'Use up to 64 letters, digits, hyphens and underscores.',
  });
}

/** As JSON, in which titles and texts may have any letters. */
function messageTo({ address, key, render }: Recipient, values: NtfyValues) {
  const title = oneLine(render('subject', values.subject));
  const tags = values.ntfyTags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const click = linkOf(values, render);
  return {
    topic: address,
    message: within(LIMIT, 'body', written('body', render('body', values.body))),
    priority: Number(values.ntfyPriority),
    sequence_id: key,
    ...(title !== '' && { title }),
    ...(tags.length > 0 && { tags }),
    ...(click !== undefined && { click }),
  };
}

const isPublished = new Ajv().compile<{ id: string }>({
  type: 'object',
  properties: { id: { type: 'string' } },
  required: ['id'],
});

/** Only ntfy gives out ids: something else answered, and may have handed the message on. */
function judgeNtfy({ status, json }: Answer): Judgement | undefined {
  if (status < 200 || status >= 300) return undefined;
  return isPublished(json) ? { state: 'sent', providerId: json.id } : { state: 'unknown' };
}
