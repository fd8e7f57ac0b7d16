import type { Asked, Reply } from './faulty-server';

interface Campaign {
  id: string;
  name: string;
  campaign_identifier: string;
  starts_at: string | null;
  ends_at: string | null;
}

export interface Promotion {
  id: string;
  code: string;
  status: string;
  limit: number | null;
  used: number;
  application_method: { type: string; value: number; [more: string]: unknown };
  rules: { attribute: string; operator: string; values: string[] }[];
  campaign: Campaign | null;
}

const refused = (message: string): Reply => ({ status: 400, body: { type: 'invalid_data', message } });
const missing = (message: string): Reply => ({ status: 404, body: { type: 'not_found', message } });
const fine = (body: object): Reply => ({ status: 200, body });

/** The part of Medusa's Admin API that is called, from its reference and as Medusa 2.21 answers. */
export class MedusaServer {
  readonly promotions = new Map<string, Promotion>();
  readonly lists: Record<string, readonly object[]> = { customers: [], products: [], orders: [] };

  readonly answer = ({ method, path, json, headers }: Asked): Reply => {
    const { pathname, searchParams } = new URL(path, 'http://medusa');
    if (headers.authorization !== `Basic ${Buffer.from('sk_test:').toString('base64')}`)
      return { status: 401, body: { type: 'unauthorized', message: 'Unauthorized' } };
    const [kind = '', id] = pathname.replace('/admin/', '').split('/');
    if (kind === 'promotions' && method === 'POST')
      return id === undefined ? this.#create(json as Promotion) : this.#update(id, json as Promotion);
    if (kind === 'campaigns' && method === 'POST') return this.#campaign(id ?? '', json as Campaign);
    if (kind === 'promotions' && id !== undefined) {
      const promotion = this.#byId(id);
      return promotion ? fine({ promotion }) : missing(`Promotion with id or code: ${id} was not found`);
    }
    if (kind === 'promotions') {
      const one = this.promotions.get(searchParams.get('code') ?? '');
      return fine({ promotions: one ? [one] : [], count: one ? 1 : 0 });
    }
    if (kind === 'stores')
      return fine({
        stores: [
          {
            supported_currencies: [
              { currency_code: 'usd', is_default: false },
              { currency_code: 'eur', is_default: true },
            ],
          },
        ],
      });
    return this.#page(kind, searchParams);
  };

  #create(body: Promotion): Reply {
    const { code, application_method: method, campaign } = body;
    if (this.promotions.has(code)) return refused(`Promotion with code: ${code}, already exists.`);
    const identifier = campaign?.campaign_identifier;
    const campaigns = [...this.promotions.values()].map((one) => one.campaign?.campaign_identifier);
    if (identifier !== undefined && campaigns.includes(identifier)) {
      return refused(`Promotion campaign with campaign_identifier: ${identifier}, already exists.`);
    }
    if (method.type === 'percentage' && !(method.value > 0 && method.value <= 100))
      return refused('Application Method value should be a percentage number between 0 and 100');
    const number = this.promotions.size + 1;
    const promotion: Promotion = {
      ...body,
      id: `promo_${number}`,
      limit: body.limit ?? null,
      used: 0,
      campaign: campaign && { ...campaign, id: `procamp_${number}`, ends_at: campaign.ends_at ?? null },
    };
    this.promotions.set(code, promotion);
    return fine({ promotion });
  }

  #update(id: string, { status }: Promotion): Reply {
    const promotion = this.#byId(id);
    if (!promotion) return missing(`Promotion id not found: ${id}`);
    promotion.status = status;
    return fine({ promotion });
  }

  #campaign(id: string, { ends_at }: Campaign): Reply {
    const campaign = [...this.promotions.values()].find((one) => one.campaign?.id === id)?.campaign;
    if (!campaign) return missing(`Campaign with id: ${id} was not found`);
    campaign.ends_at = ends_at;
    return fine({ campaign });
  }

  #page(kind: string, query: URLSearchParams): Reply {
    const all = this.lists[kind] ?? [];
    const offset = Number(query.get('offset'));
    const limit = Number(query.get('limit'));
    return fine({ [kind]: all.slice(offset, offset + limit), count: all.length, offset, limit });
  }

  #byId(id: string): Promotion | undefined {
    return [...this.promotions.values()].find((one) => one.id === id);
  }
}
