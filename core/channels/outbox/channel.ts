import type { Channel } from '../channel';
import { written } from '../written';

export interface OutboxValues {
  subject: string;
  body: string;
}

/** Keeps messages in the store for people to read there. */
export function outboxChannel(): Channel<OutboxValues> {
  return {
    name: 'outbox',
    concurrency: 1,
    addressKind: () => 'any',
    dedupes: () => true,
    compose: ({ subject, body }, { render }) => ({
      subject: subject === '' ? null : render('subject', subject),
      body: written('body', render('body', body)),
    }),
    open: () => Promise.resolve(),
    close: () => undefined,
  };
}
