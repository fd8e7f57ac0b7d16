import { StepError } from '../errors';
import { keepSetting, readSetting, type Store, type Work } from '../store';

/** Where people and providers reach a step from outside, as the store keeps it for whoever writes messages. */
export class PublicAddress {
  readonly #setting: string;

  constructor(setting: string) {
    this.#setting = setting;
  }

  /** Undefined while there is none. */
  read(work: Work): Promise<string | undefined> {
    return readSetting(work, this.#setting);
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
    await store.write((work) => keepSetting(work, this.#setting, address));
  }

  /** Lets links lead to this address no more. */
  async forget(store: Store, address: string): Promise<void> {
    await store.write((work) =>
      work.deleteFrom('setting').where('name', '=', this.#setting).where('value', '=', address).execute(),
    );
  }
}
