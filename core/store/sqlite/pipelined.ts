import { type Dialect, DummyDriver, Transaction } from 'kysely';
import type { Work } from '../store';
import type { Tables } from '../tables';

/**
 * The transaction with statements handed over as they come, in their order: while one runs, the next is on its way. Kysely
 * itself hands each over once the one before has answered, and meanwhile the database has nothing to do.
 */
export async function pipelined(work: Work, dialect: Dialect): Promise<Work> {
  const executor = work.getExecutor();
  const connection = await executor.provideConnection((one) => Promise.resolve(one));
  return new Transaction<Tables>({
    config: { dialect },
    dialect,
    // The transaction has begun, and ends by the one that it is made of.
    driver: new DummyDriver(),
    executor: executor.withConnectionProvider({ provideConnection: (use) => use(connection) }),
  });
}
