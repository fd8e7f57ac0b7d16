// Reads much, and leaves the store open.
import { openStore } from '../../core/store';

async function main(place = ''): Promise<void> {
  const store = await openStore(place);
  const read = () => store.bulk.selectFrom('rollup').selectAll().execute();
  console.log(JSON.stringify(await Promise.all([read(), read(), read()])));
}

void main(process.argv[2]);
