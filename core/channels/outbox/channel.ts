import { text } from '../../steps/text';
import { defineChannel } from '../kind';
import { written } from '../written';

/** Keeps messages in the store for people to read there. */
export const outbox = defineChannel({
  name: 'outbox',
  label: text('Outbox (Keep, Do Not Send)', '发件箱（仅保存，不发送）'),
  form: 'note',
  parameters: {},
  connections: [],
  open: () => ({
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
  }),
});
