/** A webhook that is registered in the shop. */
export interface RegisteredWebhook {
  /** The shop's own id. */
  id: string;
  topic: string;
  address: string;
  /** False where the shop has switched it off, after failures, or tells less or more by it than is read. */
  active: boolean;
}

/** The webhooks of a shop. Every call throws `ShopError`. */
export interface ShopWebhooks {
  /** The topics that journeys live on. */
  readonly topics: readonly string[];
  /** All that this account may see, whatever their address. */
  list(): Promise<RegisteredWebhook[]>;
  /** `secret`: what the trigger checks signatures with, for shops that are told what to sign with. */
  register(webhook: { topic: string; address: string; secret: string }): Promise<RegisteredWebhook>;
  /** One that is gone already is no fault. */
  remove(id: string): Promise<void>;
}
