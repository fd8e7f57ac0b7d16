import type { JsonObject, Values } from '../../steps/define';
import type { Escape } from '../channel';
import { checkedJson } from '../json';
import type { gatewayParameters } from './parameters';

/** What is posted. */
export interface Body {
  type: string;
  content: string;
}

type BodyValues = Pick<
  Values<typeof gatewayParameters>,
  'gatewayFormat' | 'gatewayBody' | 'gatewayForm' | 'gatewayPlain'
>;

type Write = (parameter: string, template: string, escape?: Escape) => string;

/** Writes the body of a POST. Throws `StepError` for what is none of the chosen format. */
export function bodyOf(values: BodyValues, write: Write): Body {
  switch (values.gatewayFormat) {
    case 'json':
      return {
        type: JSON_TYPE,
        content: checkedJson('gatewayBody', write('gatewayBody', values.gatewayBody)),
      };
    case 'form':
      return { type: FORM_TYPE, content: inOneLine(write('gatewayForm', values.gatewayForm, 'url')) };
    case 'text':
      return { type: 'text/plain; charset=utf-8', content: write('gatewayPlain', values.gatewayPlain) };
  }
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Values bring no line breaks: they are encoded. */
const inOneLine = (form: string): string => form.trim().replace(/\s*\n\s*/g, '');

/** The body with values that go along in it; undefined where it is a JSON that has no place for them. */
export function bodyWith({ type, content }: Body, added: JsonObject): string | undefined {
  if (Object.keys(added).length === 0) return content;
  if (type === FORM_TYPE) return [content, formOf(added)].filter((part) => part !== '').join('&');
  const posted: unknown = JSON.parse(content);
  if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) return undefined;
  return JSON.stringify({ ...posted, ...added });
}

const formOf = (values: JsonObject): string =>
  Object.entries(values)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
