import type { Callbacks } from '../callback';
import { heard } from '../hearing';
import { reportsOfMail } from './dsn';
import { readMail } from './incoming';

/** What comes back to the sender’s address, posted as it is by whoever reads that mailbox. Nothing signs it. */
export const emailCallbacks: Callbacks = {
  async hear({ rawBody }) {
    return heard(async () => reportsOfMail(await readMail(rawBody), rawBody));
  },
};
