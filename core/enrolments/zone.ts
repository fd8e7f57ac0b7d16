import { IANAZone } from 'luxon';
import { StepError } from '../errors';
import type { Contact } from './passage';

/** By luxon's zones, which are kept: checking a name alone sets up a date format of Intl each time. */
const exists = (zone: string): boolean => IANAZone.create(zone).isValid;

/** The zone of a person, else the shop's. Throws `StepError` when the shop's does not exist. */
export function zoneOf(contact: Contact, shopZone: string): string {
  if (!exists(shopZone)) {
    throw new StepError(`The time zone “${shopZone}” does not exist.`, {
      parameter: 'timeZone',
      advice: 'Use a name of the IANA list, like Europe/Berlin or Asia/Shanghai.',
    });
  }
  const own = contact.profile['timeZone'];
  return own !== undefined && exists(own) ? own : shopZone;
}
