// Opens a store and says what came of it.
import { StoreError } from '../../core/errors';
import { openStore } from '../../core/store';

async function main(place = ''): Promise<void> {
  try {
    await (await openStore(place)).close();
    console.log('{}');
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { fault, message, advice } = error;
    console.log(JSON.stringify({ fault, message, advice }));
  }
}

void main(process.argv[2]);
