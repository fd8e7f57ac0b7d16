import { Liquid } from 'liquidjs';
import { contactClock, ORDINARY } from '../dist/core/clock.js';
import type { Contact } from '../dist/core/enrolments/index.js';
import { render as write, scopeOf, styleOf } from '../dist/core/messages/index.js';
import type { JsonObject } from '../dist/core/steps/index.js';
import { judged, type Measurement, progress, rateOf } from './measurement.ts';
import { BEGAN, DAY } from './people.ts';

const COUNT = 60_000;
const WARM = 5_000;

const subject = '{{ contact.firstName }}, your {{ coupon.text }} ends on {{ coupon.expiresAt | day }}';
const body = `Hello {{ contact.firstName | default: "there" }},

thank you for order {{ order.id }} of {{ order.amount | money: order.currency }}.
{% if coupon.minimumSpend %}From {{ coupon.minimumSpend | money: coupon.currency }} on, {% endif %}your code
{{ coupon.code }} takes {{ coupon.text }} off your next one, until {{ coupon.expiresAt | day }}.

No more of these: {{ unsubscribeUrl }}`;

/** Where people live, and what they read: the next person lives elsewhere. */
const places = [
  { locale: 'de-DE', timeZone: 'Europe/Berlin' },
  { locale: 'en-GB', timeZone: 'Europe/London' },
  { locale: 'zh-CN', timeZone: 'Asia/Shanghai' },
  { locale: 'en-US', timeZone: 'America/New_York' },
];

interface Addressed {
  contact: Contact;
  json: JsonObject;
}

function somebody(id: number): Addressed {
  const clock = contactClock({ now: () => BEGAN }, ORDINARY);
  const profile = { firstName: 'Ann', email: `person${id}@example.com`, ...places[id % places.length] };
  const order = { id: `o${id}`, amount: 1_000 + id, currency: 'EUR' };
  const coupon = {
    code: `WELCOME-${id}`,
    text: '10 %',
    currency: 'EUR',
    minimumSpend: 2_500,
    expiresAt: new Date(BEGAN + (id % 60) * DAY).toISOString(),
  };
  return {
    contact: { id, profile, profileText: '', unsubscribed: false, clock },
    json: { coupon, event: { name: 'order_paid', at: new Date(BEGAN).toISOString(), order } },
  };
}

const shop = { language: 'en', timeZone: 'Europe/Berlin' };
const unsubscribeUrl = 'https://flows.example.com/unsubscribe?t=1';

function written({ contact, json }: Addressed): string[] {
  const scope = {
    ...scopeOf(json, { contact, journey: 'first-order', startedAt: BEGAN }),
    unsubscribeUrl,
  };
  const style = styleOf(contact, shop);
  return [write('subject', subject, scope, style), write('body', body, scope, style)];
}

/** liquidjs, its templates parsed once, with the two filters as one would write them. */
function bare(): (one: Addressed) => string[] {
  const liquid = new Liquid();
  let reader: Contact['profile'] = {};
  liquid.registerFilter('day', (value: string) =>
    new Date(value).toLocaleDateString(reader['locale'], {
      dateStyle: 'long',
      timeZone: reader['timeZone'] ?? 'UTC',
    }),
  );
  liquid.registerFilter('money', (value: number, currency: string) =>
    (value / 100).toLocaleString(reader['locale'], { style: 'currency', currency }),
  );
  const templates = [subject, body].map((text) => liquid.parse(text));
  return ({ contact, json }) => {
    reader = contact.profile;
    const scope = { ...scopeOf(json, { contact, journey: '', startedAt: BEGAN }), unsubscribeUrl };
    return templates.map((template) => String(liquid.renderSync(template, scope)));
  };
}

async function rateOfWriting(write: (one: Addressed) => string[]): Promise<number> {
  for (let id = 0; id < WARM; id += 1) write(somebody(id));
  const all = Array.from({ length: COUNT }, (_, id) => somebody(id));
  return rateOf(COUNT, () => {
    for (const one of all) {
      const [, text] = write(one);
      if (!text?.includes(`WELCOME-${one.contact.id}`))
        throw new Error('the message does not say what it should');
    }
    return Promise.resolve();
  });
}

/** Messages a second, subject and text, of people who live in four countries. */
export async function* render(): AsyncGenerator<Measurement> {
  progress(`render: ${COUNT} messages`);
  const plain = await rateOfWriting(bare());
  const value = await rateOfWriting(written);
  yield judged({
    name: 'render',
    value,
    unit: 'messages/s',
    did: 'subject and text from Liquid with what is known of the person: two days and two amounts, in the zone and language of each; every name checked',
    versus: { name: 'liquidjs with filters by toLocaleDateString and toLocaleString', value: plain },
    least: { value: 20_000 },
    limitedBy: 'liquidjs, which renders the two templates on one thread',
  });
}
