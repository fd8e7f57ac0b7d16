import type { Store } from '../../core/store';

/** Moments of a run, at one of which this very process is killed. */
export interface Moments {
  pass(): void;
  /** One before and one after. */
  around<T>(run: () => Promise<T>): Promise<T>;
  /** A store whose transactions have one within and one after each. */
  within(store: Store): Store;
}

/** `deadly`: the moment, counted from 1, that the process does not survive. */
export function momentsUntil(deadly: number): Moments {
  let passed = 0;
  const pass = () => {
    passed += 1;
    if (passed === deadly) process.kill(process.pid, 'SIGKILL');
  };
  return {
    pass,
    async around(run) {
      pass();
      const result = await run();
      pass();
      return result;
    },
    within: (store) => ({
      ...store,
      write: async (work) => {
        const result = await store.write(async (transaction) => {
          const inner = await work(transaction);
          pass();
          return inner;
        });
        pass();
        return result;
      },
    }),
  };
}
