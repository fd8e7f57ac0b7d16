import {
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  Transaction,
} from 'kysely';
import type { Work } from './store';
import type { Tables } from './tables';

/**
 * Does work in a transaction. Once the work has ended, well or not, none of its statements is taken any more: it would come
 * behind the transaction's end, and stay whatever became of that. `provider`: lends the transaction's connection.
 */
export async function runWork<T>(
  transaction: Work,
  dialect: Dialect,
  provider: ConnectionProvider,
  work: (work: Work) => Promise<T>,
): Promise<T> {
  let hasEnded = false;
  const provideConnection = <R>(use: (connection: DatabaseConnection) => Promise<R>): Promise<R> =>
    provider.provideConnection(async (connection) => {
      if (hasEnded) throw new Error('a statement came after the end of its transaction');
      return use(connection);
    });
  const guarded = new Transaction<Tables>({
    config: { dialect },
    dialect,
    // The transaction has begun, and ends by the one that it is made of.
    driver: new DummyDriver(),
    executor: transaction.getExecutor().withConnectionProvider({ provideConnection }),
  });
  try {
    return await work(guarded);
  } finally {
    hasEnded = true;
  }
}
