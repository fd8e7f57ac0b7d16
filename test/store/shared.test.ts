import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sharedStore } from '../../core/store';
import { sqlitePlace } from '../support/stores';

test('a process has one store at a place, and tries again after it could not be opened', async () => {
  const at = sqlitePlace();
  const folder = join(dirname(at.place), 'folder');
  const place = join(folder, 'journeys.sqlite');
  writeFileSync(folder, 'a file where the folder belongs');
  await expect(sharedStore(place)).rejects.toMatchObject({ name: 'StoreError', fault: 'unreachable' });
  rmSync(folder);
  const [store, again] = await Promise.all([sharedStore(place), sharedStore(place)]);
  expect(again).toBe(store);
  await store.close();
  await at.remove();
});
