import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import { wallClock } from '../../clock';
import { openHttp } from '../../http';
import type { HttpRequest } from '../../ports';
import { defineConnection, type Values } from '../../steps/define';
import { text } from '../../steps/text';
import { accepted } from '../account';
import { apiAddress } from '../api-address';
import { callProvider } from '../provider';
import { judgeAlibaba } from './answer';
import { signed } from './sign';

const DYSMS = 'https://dysmsapi.aliyuncs.com';

/** An access key of Alibaba Cloud that may send SMS. */
export const alibabaKey = defineConnection({
  name: 'alibaba',
  title: text('Shop Journeys Alibaba Cloud', '阿里云'),
  n8n: { type: 'shopJourneysAlibabaApi', own: true },
  fields: {
    accessKeyId: {
      type: 'text',
      label: text('AccessKey ID', 'AccessKey ID'),
      help: text('Of a RAM user who may send SMS.', '拥有短信发送权限的 RAM 用户的 AccessKey ID。'),
      default: '',
      required: true,
    },
    accessKeySecret: {
      type: 'text',
      label: text('AccessKey Secret', 'AccessKey Secret'),
      help: text('Shown once, when the key is made.', '仅在创建密钥时显示一次。'),
      default: '',
      required: true,
      secret: true,
    },
    address: {
      type: 'text',
      label: text('API Address', 'API 地址'),
      help: text(
        'Where the API answers, if not where it usually does: in another region, or a test server.',
        'API 的地址（如使用其他区域或测试服务器）。',
      ),
      default: '',
      placeholder: DYSMS,
      advanced: true,
    },
  },
  async test(key) {
    const parameters = { PageIndex: '1', PageSize: '1' };
    const result = await callProvider(
      { http: openHttp(), clock: wallClock },
      {
        request: operation(key, 'QuerySmsSignList', parameters, wallClock),
        secrets: secretsOf(key),
        judge: judgeAlibaba,
      },
    );
    accepted('Alibaba Cloud', result, 'Check the access key, and that its RAM user may use SMS.');
  },
});

export type AlibabaKey = Values<typeof alibabaKey.fields>;

/** Where the API of SMS answers, without a slash at the end. Throws `StepError`. */
export const addressOf = ({ address }: AlibabaKey): string => apiAddress('address', address, DYSMS);

export const secretsOf = ({ accessKeySecret }: AlibabaKey): string[] => [accessKeySecret.trim()];

/** A request to the API of SMS: https://www.alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms */
export const operation = (
  key: AlibabaKey,
  action: string,
  parameters: Record<string, string>,
  clock: Clock,
): HttpRequest =>
  signed(
    { base: addressOf(key), action, version: '2017-05-25', parameters },
    { accessKeyId: key.accessKeyId.trim(), accessKeySecret: key.accessKeySecret.trim() },
    { at: clock.now(), nonce: randomUUID() },
  );
