import type { Callbacks, Heard } from '../callback';
import { heard } from '../hearing';
import { reportsOfMail } from './dsn';
import { readMail } from './incoming';

/** What comes back to the sender’s address, posted as it is by whoever reads that mailbox. Nothing signs it. */
export const emailCallbacks: Callbacks = {
  hear: ({ rawBody }) => hearMail(rawBody),
};

/** What a mail that came back tells. */
export const hearMail = (raw: Buffer): Promise<Heard> =>
  heard(async () => reportsOfMail(await readMail(raw), raw));
