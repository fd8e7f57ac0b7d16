import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { tryAccount } from '../account';
import { apiAddress } from '../api-address';

const NTFY = 'https://ntfy.sh';

/** An ntfy server, with an access token where its topics are not open to everybody. */
export const ntfyServer = defineConnection({
  name: 'ntfy',
  title: text('Shop Journeys ntfy', 'ntfy 服务器'),
  n8n: { type: 'shopJourneysNtfyApi', own: true },
  fields: {
    address: {
      type: 'text',
      label: text('Server', '服务器'),
      help: text('The address of the ntfy server.', 'ntfy 服务器的地址。'),
      default: NTFY,
    },
    token: {
      type: 'text',
      label: text('Access Token', '访问令牌'),
      help: text(
        'Begins with tk_. Leave empty where everybody may publish.',
        '以 tk_ 开头。服务器允许任何人发布时留空。',
      ),
      default: '',
      secret: true,
    },
  },
  async test(server) {
    const url = `${serverAddress(server)}/v1/account`;
    await tryAccount({ provider: 'ntfy', url, headers: authorization(server) });
  },
});

export type NtfyServer = Values<typeof ntfyServer.fields>;

/** Where the server answers, without a slash at the end. Throws `StepError`. */
export const serverAddress = ({ address }: NtfyServer): string => apiAddress('address', address, NTFY);

export const authorization = ({ token }: NtfyServer): Record<string, string> =>
  token === '' ? {} : { authorization: `Bearer ${token}` };
