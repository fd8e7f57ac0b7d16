import type { FilterImplOptions, Liquid } from 'liquidjs';
import { DateTime } from 'luxon';
import { formatMoney, isCurrency } from '../money';
import { keeping } from '../remembering';
import { isWeb } from './tracking';

/** How a message is written for a person. */
export interface Style {
  /** IANA name. */
  zone: string;
  /** BCP 47 tag. */
  language: string;
  /** The short link to an address of the web; left out where links stay as they are. */
  shorten?: (url: string) => string;
}

// Filters see the scope they work in; the style must be no name that templates can read.
const styles = new WeakMap<object, Style>();

/** The scope, in which filters write in the given style from now on. */
export function withStyle<S extends object>(scope: S, style: Style): S {
  styles.set(scope, style);
  return scope;
}

type Filter = (value: unknown, style: Style, argument: unknown) => string;

const inStyle = (filter: Filter): FilterImplOptions =>
  function (value: unknown, argument: unknown) {
    const style = styles.get(this.context.environments);
    if (!style) throw new Error('the template is rendered without a style');
    return filter(value, style, argument);
  };

/** As we write instants ourselves: read without luxon, which takes ten times as long. */
const OURS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** Milliseconds UTC; a text without an offset is a time where the person is. */
function instantOf(value: unknown, zone: string): number {
  if (typeof value === 'string' && OURS.test(value)) {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) return instant;
  }
  const options = { zone };
  const instant =
    typeof value === 'number'
      ? DateTime.fromMillis(value, options)
      : DateTime.fromISO(typeof value === 'string' ? value : '', options);
  if (!instant.isValid) throw new Error(`${JSON.stringify(value)} is no date`);
  return instant.toMillis();
}

function written(format: Intl.DateTimeFormatOptions): Filter {
  const formatsIn = keeping((language) =>
    keeping((timeZone) => new Intl.DateTimeFormat(language, { ...format, timeZone })),
  );
  return (value, { language, zone }) =>
    value === null || value === undefined ? '' : formatsIn(language)(zone).format(instantOf(value, zone));
}

const money: Filter = (value, { language }, currency) => {
  if (typeof currency !== 'string' || !isCurrency(currency)) {
    throw new Error('money needs a currency: {{ order.amount | money: order.currency }}');
  }
  if (value === null || value === undefined) return '';
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new Error(`${JSON.stringify(value)} is no amount in minor units`);
  }
  return formatMoney(value, currency, language);
};

const shortLink: Filter = (value, { shorten }) => {
  if (typeof value !== 'string' || !isWeb(value))
    throw new Error(`${JSON.stringify(value)} is no web address`);
  return shorten?.(value) ?? value;
};

/** Adds what messages of shops need: day, time and money as the person reads them, and links that are short. */
export function addFilters(engine: Liquid): void {
  engine.registerFilter('day', inStyle(written(DateTime.DATE_FULL)));
  engine.registerFilter('time', inStyle(written(DateTime.TIME_SIMPLE)));
  engine.registerFilter('money', inStyle(money));
  engine.registerFilter('short_link', inStyle(shortLink));
}
