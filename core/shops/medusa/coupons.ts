import {
  type BatchAnswer,
  type CouponBatch,
  type FoundCoupon,
  type ShopCoupon,
  type ShopCoupons,
  ShopError,
} from '../account';
import { instantOf } from '../instant';
import { count, fields, instant, key, listOf, maybe, text, type TypeOf } from '../shape';
import type { MedusaAdmin } from './admin';
import { campaignOf, instantText, promotionOf, refusalOf } from './promotion';

const campaign = fields({ id: key, campaign_identifier: text, ends_at: maybe(instant) });

const promotion = fields({
  id: key,
  status: maybe(text),
  used: maybe(count),
  campaign: maybe(campaign),
});

const made = fields({ promotion: fields({ id: key }) });
const found = fields({ promotions: listOf(promotion) });
const one = fields({ promotion });

const told = 'id,status,used,campaign.id,campaign.campaign_identifier,campaign.ends_at';

/** Medusa makes promotions one by one, so a batch is a loop: small enough that little is asked again after a break. */
const LARGEST_BATCH = 50;

/** Coupons are promotions with a campaign each, known by their code, which Medusa takes once. */
export class MedusaCoupons implements ShopCoupons {
  readonly serial = false;
  readonly refusalOf = refusalOf;
  readonly largestBatch = LARGEST_BATCH;
  readonly #admin: MedusaAdmin;

  constructor(admin: MedusaAdmin) {
    this.#admin = admin;
  }

  async create(coupon: ShopCoupon): Promise<{ id: string }> {
    const outcome = await this.#make(coupon);
    if ('id' in outcome) return outcome;
    throw new ShopError('refused', outcome.refusal, {
      advice: 'Check the rule of the coupon, its category and its currency, against your Medusa.',
    });
  }

  async find(code: string): Promise<FoundCoupon | undefined> {
    const there = await this.#promotion(code);
    return (
      there && {
        id: there.id,
        used: there.used ?? null,
        expiresAt: there.campaign?.ends_at ? instantOf(there.campaign.ends_at, 'ends_at') : null,
        active: there.status === 'active',
      }
    );
  }

  async extend(id: string, expiresAt: number): Promise<void> {
    const there = await this.#admin.find(`promotions/${encodeURIComponent(id)}`, { fields: told }, one);
    const campaignId = there?.promotion.campaign?.id;
    const moved =
      campaignId !== undefined &&
      (await this.#admin.change(`campaigns/${campaignId}`, { ends_at: instantText(expiresAt) }));
    if (moved) return;
    throw new ShopError('refused', 'The promotion is no longer in Medusa, or has lost its campaign.', {
      advice: 'Issue a new coupon instead.',
    });
  }

  async revoke(id: string): Promise<void> {
    await this.#admin.change(`promotions/${encodeURIComponent(id)}`, { status: 'inactive' });
  }

  async createBatch({ terms, codes, reference }: CouponBatch): Promise<BatchAnswer> {
    const created: string[] = [];
    const refused: { code: string; reason: string }[] = [];
    for (const code of codes) {
      const outcome = await this.#make({ ...terms, code, customer: null });
      if ('id' in outcome) created.push(code);
      else refused.push({ code, reason: outcome.refusal });
    }
    return { reference, created, refused };
  }

  /** The promotion of this code, made now or before: whatever Medusa refuses may be there already. */
  async #make(coupon: ShopCoupon): Promise<{ id: string } | { refusal: string }> {
    const outcome = await this.#admin.make('promotions', promotionOf(coupon), made);
    if ('made' in outcome) return { id: outcome.made.promotion.id };
    const there = await this.#promotion(coupon.code);
    if (!there) return outcome;
    if (there.campaign?.campaign_identifier === campaignOf(coupon.code)) return { id: there.id };
    return { refusal: `The code “${coupon.code}” belongs to another promotion in Medusa.` };
  }

  async #promotion(code: string): Promise<TypeOf<typeof promotion> | undefined> {
    const { promotions } = await this.#admin.get('promotions', { code, fields: told, limit: '1' }, found);
    return promotions[0];
  }
}
