import { StepError } from '../../errors';
import type { Values } from '../../steps/define';
import type { Recipient, Render } from '../channel';
import type { WritingValues } from '../kind';
import { within } from '../limits';
import { namedValues } from '../named-values';
import { oneLine, written } from '../written';
import type { whatsappParameters } from './parameters';

export type WhatsappValues = WritingValues & Values<typeof whatsappParameters>;

const TEXT_LIMIT = { provider: 'WhatsApp', most: 4096, unit: 'letters' } as const;
const VALUES_LIMIT = { provider: 'WhatsApp', most: 1024, unit: 'letters' } as const;

/** A message as the Cloud API takes it, and its text as people read it. Throws `StepError`. */
export function messageTo({ address, key, render }: Recipient, values: WhatsappValues) {
  const body = written('body', render('body', values.body));
  const content =
    values.whatsappKind === 'text'
      ? { type: 'text', text: { body: within(TEXT_LIMIT, 'body', body) } }
      : { type: 'template', template: templateOf(values, render) };
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: address,
    ...content,
    // Comes back with what WhatsApp tells of the message later.
    biz_opaque_callback_data: key,
  };
  return { body, message };
}

function templateOf(values: WhatsappValues, render: Render) {
  const name = values.whatsappTemplate.trim();
  if (!/^[a-z0-9_]{1,512}$/.test(name)) {
    throw new StepError(`“${name}” is no name of a template.`, {
      parameter: 'whatsappTemplate',
      advice: 'Copy it from WhatsApp Manager: small letters, digits and underscores.',
    });
  }
  const components = [
    ...component({ type: 'body' }, bodyOf(values, render)),
    // Its one variable has a number, whatever those of the text have.
    ...component({ type: 'button', sub_type: 'url', index: '0' }, buttonOf(values, render)),
  ];
  return {
    name,
    language: { code: values.whatsappLanguage.trim() },
    ...(components.length > 0 && { components }),
  };
}

/** What a variable becomes: `parameter_name` where the template has names. */
interface TemplateValue {
  parameter_name?: string;
  text: string;
}

function bodyOf(values: WhatsappValues, render: Render): TemplateValue[] {
  const found = values.whatsappVariables === 'named' ? namedOf(values, render) : numberedOf(values, render);
  within(VALUES_LIMIT, 'whatsappValues', found.map(({ text }) => text).join(''));
  return found;
}

/** Each line by itself, so that no value becomes two. */
function numberedOf({ whatsappValues }: WhatsappValues, render: Render): TemplateValue[] {
  const lines = whatsappValues.split('\n').filter((line) => line.trim() !== '');
  // WhatsApp refuses values that are empty or of several lines.
  return lines.map((line) => ({
    text: oneLine(written('whatsappValues', render('whatsappValues', line))),
  }));
}

/** Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview */
function namedOf({ whatsappValues }: WhatsappValues, render: Render): TemplateValue[] {
  const named = Object.entries(namedValues('whatsappValues', whatsappValues, render));
  return named.map(([name, text]) => ({ parameter_name: variable(name), text }));
}

function variable(name: string): string {
  if (/^(?!\d+$)[a-z0-9_]+$/.test(name)) return name;
  throw new StepError(`“${name}” is no name of a variable of WhatsApp’s.`, {
    parameter: 'whatsappValues',
    advice:
      'Write small letters, digits and underscores; where the template has {{1}}, {{2}} and so on, choose “Numbers” under Template Variables.',
  });
}

function buttonOf({ whatsappButton }: WhatsappValues, render: Render): TemplateValue[] {
  const ending = render('whatsappButton', whatsappButton).trim();
  return ending === '' ? [] : [{ text: ending }];
}

const component = (of: object, values: readonly TemplateValue[]): object[] =>
  values.length === 0 ? [] : [{ ...of, parameters: values.map((value) => ({ type: 'text', ...value })) }];
