import { StepError } from '../errors';
import { type Connection, defineConnection } from '../steps/define';
import { text, type Text } from '../steps/text';

/** The shared secret that a shop signs with, and the one before it. */
export const secretFields = (help: Text) =>
  ({
    secret: {
      type: 'text',
      label: text('Signing Secret', '签名密钥'),
      help,
      default: '',
      required: true,
      secret: true,
    },
    previousSecret: {
      type: 'text',
      label: text('Previous Secret', '旧密钥'),
      help: text(
        'While you change the secret: the old one, still accepted. Empty it once the shop uses the new one.',
        '更换密钥期间仍接受的旧密钥。商店启用新密钥后请清空。',
      ),
      default: '',
      secret: true,
    },
  }) as const;

interface SecretConnection {
  name: string;
  title: Text;
  /** The type of n8n's credential. */
  type: string;
  /** Where the shop shows the secret. */
  help: Text;
}

/** A connection to a shop that signs with a shared secret: any text, taken as it is. */
export function secretConnection({
  name,
  title,
  type,
  help,
}: SecretConnection): Connection<ReturnType<typeof secretFields>> {
  return defineConnection({
    name,
    title,
    n8n: { type, own: true },
    fields: secretFields(help),
    async test({ secret, previousSecret }) {
      checkCopied(secret, 'secret');
      checkCopied(previousSecret, 'previousSecret');
    },
  });
}

function checkCopied(secret: string, parameter: string): void {
  if (secret === secret.trim()) return;
  throw new StepError('The signing secret begins or ends with a space.', {
    parameter,
    advice: 'Copy it again from the shop, without spaces around it.',
  });
}
