import { formOf, plainTextOf } from '../../channels';
import { text, type Text } from '../../steps/text';
import type { SendValues } from '../plan';
import { isMarketing } from '../policy/values';
import { checkMessage } from './check';
import { type Finding, findings } from './words';

/** A message as it was written for somebody. */
export interface Written {
  subject: string | null;
  body: string;
  /** Whether the body is HTML. */
  html: boolean;
  /** Where the person unsubscribes; undefined while there is no page. */
  unsubscribeUrl: string | undefined;
}

export type CheckValues = Pick<SendValues, 'channel' | 'from' | 'purpose' | 'postalAddress'>;

/** What is to be mended about a message that a step writes. */
export async function findingsIn(
  { subject, body, html, unsubscribeUrl }: Written,
  values: CheckValues,
): Promise<Finding[]> {
  return checkMessage({
    form: formOf(values.channel) ?? 'text',
    marketing: isMarketing(values),
    from: values.from,
    subject: subject ?? '',
    read: html ? await plainTextOf(body) : body,
    html: html ? body : '',
    unsubscribeUrl,
    postalAddress: values.postalAddress,
  });
}

/** Findings as the person at the canvas reads them. */
export function toldFindings(found: readonly Finding[]): Text {
  if (found.length === 0) return text('Nothing to mend.', '没有需要修改的地方。');
  const list = (language: keyof Text) => found.map((code) => `• ${findings[code][language]}`).join('\n');
  return text(list('en'), list('zh'));
}
