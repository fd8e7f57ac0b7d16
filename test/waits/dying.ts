// Takes the people of a step whose time has come, says who, and never comes back to them.
import { openStore } from '../../core/store';
import { startReleaser } from '../../core/waits';
import { quiet } from '../support/context';

async function main(place = '', key = '', now = ''): Promise<void> {
  const store = await openStore(place);
  setInterval(() => undefined, 60_000);
  startReleaser({
    store,
    key,
    log: quiet,
    clock: { now: () => Number(now) },
    place: { host: 'n8n', workflow: 'flow', node: 'node', title: 'A step', manual: false },
    emit: ([item]) => {
      console.log(item?.['customerId']);
      return new Promise(() => undefined);
    },
  });
}

void main(process.argv[2], process.argv[3], process.argv[4]);
