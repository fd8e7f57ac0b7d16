import { StepError } from '../../../core/errors';
import {
  type BatchAnswer,
  type CouponBatch,
  defineShopApi,
  type FoundCoupon,
  type ShopApi,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../../../core/shops/account';
import { defineConnection } from '../../../core/steps/define';
import { text } from '../../../core/steps/text';

/** What the shop does instead of making a coupon, or after it. */
export type Mishap =
  'refuses' | 'is busy' | 'is away' | 'is silent before' | 'is silent after' | 'dies after';

export interface Kept extends FoundCoupon {
  code: string;
  coupon: ShopCoupon | undefined;
  revoked: boolean;
}

/** A shop that takes one code twice if it is let: `kept` tells what it has. */
export class StandInShop {
  readonly kept: Kept[] = [];
  /** What goes wrong with the next calls, one after the other. */
  readonly mishaps: (Mishap | undefined)[] = [];
  /** Calls of `create` at this moment, and the most there were. */
  running = 0;
  mostRunning = 0;
  cannot: string | undefined;
  serial = false;
  /** Lets whoever calls wait. */
  gate: Promise<void> = Promise.resolve();
  batches = 0;
  readonly #onKept: (one: Kept) => void;

  /** `onKept`: told of each coupon that comes into being. */
  constructor(onKept: (one: Kept) => void = () => undefined) {
    this.#onKept = onKept;
  }

  of(code: string): Kept[] {
    return this.kept.filter((one) => one.code === code);
  }

  get api(): ShopApi {
    const { coupons } = this;
    const history = { kinds: [], page: () => Promise.reject(new StepError('no history')) };
    return defineShopApi({
      name: 'stand-in',
      label: text('Stand-In', '替身'),
      shop: 'generic',
      connection: defineConnection({
        name: 'stand-in',
        title: text('Stand-In', '替身'),
        n8n: { type: 'standInApi', own: true },
        fields: {},
        test: () => Promise.resolve(),
      }),
      open: () => ({ coupons, history }),
    });
  }

  get coupons(): ShopCoupons {
    return {
      serial: this.serial,
      largestBatch: 10,
      refusalOf: () => this.cannot,
      create: (coupon) => this.#create(coupon),
      find: (code) => Promise.resolve(this.of(code)[0]),
      extend: (id, expiresAt) => this.#change(id, (one) => ({ ...one, expiresAt })),
      revoke: (id) => this.#change(id, (one) => ({ ...one, active: false, revoked: true })),
      createBatch: (batch) => this.#createBatch(batch),
    };
  }

  async #create(coupon: ShopCoupon): Promise<{ id: string }> {
    this.running += 1;
    this.mostRunning = Math.max(this.running, this.mostRunning);
    try {
      await this.gate;
      return await this.#make(coupon, this.mishaps.shift());
    } finally {
      this.running -= 1;
    }
  }

  async #make(coupon: ShopCoupon, mishap: Mishap | undefined): Promise<{ id: string }> {
    if (mishap === 'refuses') throw new ShopError('refused', 'Stand-In does not take the code.');
    if (mishap === 'is busy') throw new ShopError('busy', 'Stand-In asks for a pause.');
    if (mishap === 'is away') throw new ShopError('away', 'Stand-In did not answer.');
    if (mishap === 'is silent before') throw new ShopError('unknown', 'Stand-In said nothing.');
    const known = this.of(coupon.code)[0];
    // As shops do: between looking and making lies a moment in which another call could make the same.
    await Promise.resolve();
    const one = known ?? this.#keep(coupon.code, coupon);
    if (mishap === 'is silent after') throw new ShopError('unknown', 'Stand-In said nothing.');
    if (mishap === 'dies after') throw new Error('the host died');
    return { id: one.id };
  }

  #keep(code: string, coupon: ShopCoupon | undefined): Kept {
    const id = `id-${this.kept.length + 1}`;
    const expiresAt = coupon?.expiresAt ?? null;
    const one = { id, code, coupon, used: 0, expiresAt, active: true, revoked: false };
    this.kept.push(one);
    this.#onKept(one);
    return one;
  }

  #change(id: string, change: (one: Kept) => Kept): Promise<void> {
    const mishap = this.mishaps.shift();
    if (mishap === 'is silent before') throw new ShopError('unknown', 'Stand-In said nothing.');
    const place = this.kept.findIndex((one) => one.id === id);
    const one = this.kept[place];
    if (one) this.kept[place] = change(one);
    if (mishap === 'is silent after') throw new ShopError('unknown', 'Stand-In said nothing.');
    return Promise.resolve();
  }

  #createBatch({ codes, reference }: CouponBatch): Promise<BatchAnswer> {
    this.batches += 1;
    const mishap = this.mishaps.shift();
    if (mishap === 'is silent before') throw new ShopError('unknown', 'Stand-In said nothing.');
    const refused = mishap === 'refuses' ? codes.slice(0, 1) : [];
    const created = codes.filter((code) => !refused.includes(code));
    for (const code of created) if (this.of(code).length === 0) this.#keep(code, undefined);
    if (mishap === 'is silent after') throw new ShopError('unknown', 'Stand-In said nothing.');
    if (mishap === 'dies after') throw new Error('the host died');
    return Promise.resolve({
      reference: String(Number(reference ?? '0') + 1),
      created,
      refused: refused.map((code) => ({ code, reason: 'taken' })),
    });
  }
}
