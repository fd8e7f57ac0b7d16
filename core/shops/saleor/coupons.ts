import {
  type BatchAnswer,
  type CouponBatch,
  type CouponTerms,
  type FoundCoupon,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../account';
import type { SaleorGraphql } from './graphql';
import { refusalOf } from './voucher';
import { type Complaint, SaleorVouchers } from './vouchers';

/** So many codes Saleor looks up one by one within the time of an answer. */
const LARGEST_BATCH = 250;

/**
 * Coupons are codes of vouchers: a voucher for each coupon, and one for all codes of a rule. The id of a coupon is that
 * of its voucher, and for a code among others `<voucher>/<code>`.
 */
export class SaleorCoupons implements ShopCoupons {
  readonly serial = false;
  readonly refusalOf = refusalOf;
  readonly largestBatch = LARGEST_BATCH;
  readonly #vouchers: SaleorVouchers;

  constructor(graphql: SaleorGraphql, channel: string) {
    this.#vouchers = new SaleorVouchers(graphql, channel);
  }

  async create(coupon: ShopCoupon): Promise<{ id: string }> {
    const { reference, refused } = await this.createBatch({
      terms: coupon,
      codes: [coupon.code],
      reference: null,
    });
    if (reference !== null) return { id: reference };
    throw new ShopError('refused', refused[0]?.reason ?? 'Saleor did not take the code.', {
      advice: 'Choose another prefix for the codes.',
    });
  }

  async find(code: string): Promise<FoundCoupon | undefined> {
    const there = await this.#vouchers.find(code);
    if (!there) return undefined;
    const { voucher, entry, alone } = there;
    return {
      id: alone ? voucher.id : `${voucher.id}/${entry.id}`,
      used: entry.used ?? null,
      expiresAt: voucher.expiresAt,
      active: entry.isActive ?? true,
    };
  }

  async extend(id: string, expiresAt: number): Promise<void> {
    const [voucher = '', entry] = id.split('/');
    if (entry !== undefined) {
      throw new ShopError('refused', 'In Saleor all codes of a batch expire together.', {
        advice: 'Extend the voucher in Saleor, for all of its codes.',
      });
    }
    await this.#vouchers.extend(voucher, expiresAt);
  }

  async revoke(id: string): Promise<void> {
    const [voucher = '', entry] = id.split('/');
    await (entry === undefined ? this.#vouchers.remove(voucher) : this.#vouchers.removeCode(entry));
  }

  /**
   * What a batch that broke off has left is found by its codes. The channel is listed last, so that a voucher without
   * value is mended when the batch is made again.
   */
  async createBatch({ terms, codes, reference }: CouponBatch): Promise<BatchAnswer> {
    const channel = await this.#vouchers.channelFor(terms);
    const batch = new Batch(this.#vouchers, terms, reference);
    await batch.place([...new Set(codes)]);
    if (batch.voucher !== null) await this.#vouchers.list(batch.voucher, terms, channel);
    return { reference: batch.voucher, created: batch.created, refused: batch.refused };
  }
}

/** Codes on their way into one voucher. */
class Batch {
  voucher: string | null;
  readonly created: string[] = [];
  readonly refused: { code: string; reason: string }[] = [];
  readonly #vouchers: SaleorVouchers;
  readonly #terms: CouponTerms;

  constructor(vouchers: SaleorVouchers, terms: CouponTerms, voucher: string | null) {
    this.#vouchers = vouchers;
    this.#terms = terms;
    this.voucher = voucher;
  }

  /** Saleor takes all codes or none: those that it has are set apart, and the others tried again. */
  async place(codes: readonly string[]): Promise<void> {
    if (codes.length === 0) return;
    const outcome = await this.#vouchers.add(codes, this.#terms, this.voucher);
    if ('voucher' in outcome) {
      this.voucher = outcome.voucher;
      this.created.push(...codes);
      return;
    }
    const taken = takenAmong(codes, outcome.complaints);
    await this.#setApart(taken);
    await this.place(codes.filter((code) => !taken.includes(code)));
  }

  async #setApart(taken: readonly string[]): Promise<void> {
    this.voucher ??= await this.#vouchers.homeOf(taken);
    const ours = this.voucher === null ? new Set() : await this.#vouchers.codesAmong(this.voucher, taken);
    for (const code of taken) {
      if (ours.has(code)) this.created.push(code);
      else this.refused.push({ code, reason: `The code “${code}” belongs to another voucher in Saleor.` });
    }
  }
}

/** Throws `ShopError` for complaints of anything else than codes that are taken. */
function takenAmong(codes: readonly string[], complaints: readonly Complaint[]): string[] {
  const [first] = complaints;
  const isTaken = complaints.every(({ code }) => code === 'ALREADY_EXISTS' || code === 'UNIQUE');
  if (!first || !isTaken) {
    throw new ShopError('refused', `Saleor refused: ${first?.message ?? 'it does not say why.'}`, {
      advice: 'Check the rule of the coupon and its category against your Saleor.',
    });
  }
  const named = new Set(complaints.flatMap(({ voucherCodes }) => voucherCodes ?? []));
  const taken = codes.filter((code) => named.has(code));
  return taken.length > 0 ? taken : [...codes];
}
