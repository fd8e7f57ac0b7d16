/** In what language the placeholders of a template field are written. */
export type Language = 'liquid' | 'n8n' | 'both';

const PLACEHOLDER = /\{\{-?\s*([\s\S]*?)\s*-?\}\}/g;
const LIQUID_NAME = /^(contact|coupon|event|journey|order|address|text|messageKey)\b/;
const LIQUID_LITERAL = /^("[^"]*"|'[^']*'|-?\d+(\.\d+)?|true|false|nil|blank)\s*(\|(?!\|)|$)/;

const isLiquid = (placeholder: string): boolean =>
  LIQUID_NAME.test(placeholder) || LIQUID_LITERAL.test(placeholder);

/**
 * Tells Liquid from n8n's expressions, which share their braces: n8n's editor turns a field into an
 * expression as soon as somebody types `{{`.
 * `expression`: the field's content behind the leading `=`.
 */
export function languageOf(expression: string): Language {
  const placeholders = [...expression.matchAll(PLACEHOLDER)].map(([, inside = '']) => inside);
  const liquid = placeholders.filter(isLiquid).length;
  if (liquid === 0) return 'n8n';
  return liquid === placeholders.length ? 'liquid' : 'both';
}
