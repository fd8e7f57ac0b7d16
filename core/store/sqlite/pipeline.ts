import type { ConnectionProvider } from 'kysely';
import type { Work } from '../store';

/**
 * Hands a transaction's statements over as they come, in their order: while one runs, the next is on its way. Kysely itself
 * hands each over once the one before has answered, and meanwhile the database has nothing to do.
 */
export async function pipelineOf(transaction: Work): Promise<ConnectionProvider> {
  const connection = await transaction.getExecutor().provideConnection((one) => Promise.resolve(one));
  return { provideConnection: (use) => use(connection) };
}
