import { StepError } from '../errors';
import type { Store, Work } from '../store';

/** Where people and providers reach a step from outside, as the store keeps it for whoever writes messages. */
export class PublicAddress {
  readonly #setting: string;

  constructor(setting: string) {
    this.#setting = setting;
  }

  /** Undefined while there is none. */
  async read(work: Work): Promise<string | undefined> {
    const row = await work
      .selectFrom('setting')
      .where('name', '=', this.#setting)
      .select('value')
      .executeTakeFirst();
    return row?.value;
  }

  /** Whether links lead to this address. */
  async is(store: Store, address: string): Promise<boolean> {
    return (await store.write((work) => this.read(work))) === address;
  }

  /** Lets links lead to this address from now on. Throws `StepError` for one that leads nowhere by itself. */
  async keep(store: Store, address: string): Promise<void> {
    if (!/^https?:\/\//.test(address)) {
      throw new StepError('Where this is reached from the internet is not said.', {
        parameter: 'publicAddress',
        advice: 'Fill in “Public Address”, like https://flows.example.com.',
      });
    }
    await store.write((work) =>
      work
        .insertInto('setting')
        .values({ name: this.#setting, value: address })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: address }))
        .execute(),
    );
  }

  /** Lets links lead to this address no more. */
  async forget(store: Store, address: string): Promise<void> {
    await store.write((work) =>
      work.deleteFrom('setting').where('name', '=', this.#setting).where('value', '=', address).execute(),
    );
  }
}
