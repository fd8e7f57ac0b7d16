import { languageOf } from '../../nodes/adapter/language';

it.each([
  ['Hi {{ contact.firstName }}', 'liquid'],
  ['Hi {{contact.firstName | default: "there"}}, {{- coupon.code -}}', 'liquid'],
  ['{{ "now" | date: "%Y" }}', 'liquid'],
  ["{{ 'a' }}{{ 3 | times: 2 }}", 'liquid'],
  ['{"to": {{ address | json }}, "text": {{ text | json }}, "id": {{ messageKey | json }}}', 'liquid'],
  ['{% if coupon %}{{ coupon.code }}{% endif %}', 'liquid'],
  ['Hi {{ $json.contact.firstName }}', 'n8n'],
  ["{{ 'a' + $json.b }}", 'n8n'],
  ['{{ 1 || 2 }}', 'n8n'],
  ['{{ contacts.length }}', 'n8n'],
  ['{{ DateTime.now() }}', 'n8n'],
  ['no placeholder', 'n8n'],
  ['{{ contact.firstName }} {{ $json.x }}', 'both'],
])('%s is %s', (expression, language) => {
  expect(languageOf(expression)).toBe(language);
});
