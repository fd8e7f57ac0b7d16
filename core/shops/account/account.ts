import type { Connection, Parameters, StepContext, Values } from '../../steps/define';
import type { Text } from '../../steps/text';
import type { ShopCoupons } from './coupons';
import type { ShopChanges, ShopHistory } from './history';
import type { ShopWebhooks } from './webhooks';

/** What a shop's API is called with. */
export interface Calling extends Pick<StepContext, 'http' | 'clock' | 'log' | 'signal'> {
  /** Resolves after so many milliseconds; throws when the run is cancelled. */
  pause(milliseconds: number): Promise<void>;
}

/** What can be done with one account of one shop. */
export interface ShopAccount {
  coupons: ShopCoupons;
  /** Left out where the shop has no webhooks, or none that its API registers. */
  webhooks?: ShopWebhooks;
  history: ShopHistory;
  /** For shops that tell nothing by themselves. */
  changes?: ShopChanges;
}

/** A way into a shop's API. A shop may have several: they differ in how one signs in. */
export interface ShopApi<Ps extends Parameters = Parameters> {
  /** Kebab-case; the value of a step's choice. */
  name: string;
  label: Text;
  /** The `name` of the `Shop`. */
  shop: string;
  /**
   * How the shop comes to tell what happens: its API registers webhooks, or it has to be asked what has changed. Left
   * out where webhooks are set up by hand.
   */
  tells?: 'by-webhooks' | 'when-asked';
  connection: Connection<Ps>;
  open(values: Values<Ps>, calling: Calling): ShopAccount;
}

/** Declares a way in; the types of `open`'s values follow from the connection. */
export function defineShopApi<const Ps extends Parameters>(api: ShopApi<Ps>): ShopApi<Ps> {
  return api;
}
