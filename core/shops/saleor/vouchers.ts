import { type CouponTerms, ShopError } from '../account';
import { instantOf } from '../instant';
import { count, fields, flag, instant, key, listOf, maybe, text, type TypeOf } from '../shape';
import { mutation, query, type SaleorGraphql } from './graphql';
import { countsMoney, instantText, isOurs, listingOf, voucherOf } from './voucher';

const complaint = fields({
  message: maybe(text),
  code: text,
  voucherCodes: maybe(listOf(text)),
});
export type Complaint = TypeOf<typeof complaint>;

const entry = fields({ id: key, code: maybe(text), used: maybe(count), isActive: maybe(flag) });
type Entry = TypeOf<typeof entry>;

const entries = fields({
  edges: listOf(fields({ node: entry })),
  pageInfo: fields({ hasNextPage: flag, endCursor: maybe(text) }),
});

const voucher = fields({ id: key, name: maybe(text), endDate: maybe(instant), codes: maybe(entries) });
type Voucher = TypeOf<typeof voucher>;

const told = `fragment Codes on VoucherCodeCountableConnection {
  edges { node { id code used isActive } }
  pageInfo { hasNextPage endCursor }
}`;

const channel = fields({ id: key, currencyCode: text });
type Channel = TypeOf<typeof channel>;

const channelOf = query(
  'query ($slug: String!) { channel(slug: $slug) { id currencyCode } }',
  fields({ channel: maybe(channel) }),
);

const found = query(
  `query ($code: String!) {
    vouchers(first: 20, filter: { search: $code }) {
      edges { node { id name endDate codes(first: 100) { ...Codes } } }
    }
  }
  ${told}`,
  fields({ vouchers: maybe(fields({ edges: listOf(fields({ node: voucher })) })) }),
);

const moreCodes = query(
  `query ($id: ID!, $after: String) { voucher(id: $id) { codes(first: 100, after: $after) { ...Codes } } }
  ${told}`,
  fields({ voucher: maybe(fields({ codes: maybe(entries) })) }),
);

const outcome = fields({ voucher: maybe(fields({ id: key })), errors: listOf(complaint) });

const made = mutation(
  `mutation ($input: VoucherInput!) {
    made: voucherCreate(input: $input) { voucher { id } errors { message code voucherCodes } }
  }`,
  fields({ made: maybe(outcome) }),
);

const changeDocument = `mutation ($id: ID!, $input: VoucherInput!) {
  made: voucherUpdate(id: $id, input: $input) { voucher { id } errors { message code voucherCodes } }
}`;
const added = mutation(changeDocument, fields({ made: maybe(outcome) }));
const changed = mutation(changeDocument, fields({ made: maybe(outcome) }), { repeatable: true });

const listed = mutation(
  `mutation ($id: ID!, $input: VoucherChannelListingInput!) {
    made: voucherChannelListingUpdate(id: $id, input: $input) { voucher { id } errors { message code } }
  }`,
  fields({ made: maybe(outcome) }),
  { repeatable: true },
);

const removed = mutation(
  'mutation ($id: ID!) { made: voucherDelete(id: $id) { voucher { id } errors { message code } } }',
  fields({ made: maybe(outcome) }),
  { repeatable: true },
);

const codeRemoved = mutation(
  `mutation ($id: ID!) { made: voucherCodeBulkDelete(ids: [$id]) { errors { message code } } }`,
  fields({ made: maybe(fields({ errors: listOf(complaint) })) }),
  { repeatable: true },
);

/** A code with the voucher that it is of. */
export interface FoundCode {
  voucher: { id: string; expiresAt: number | null };
  entry: Entry;
  /** The only code of its voucher. */
  alone: boolean;
}

/**
 * The vouchers of one channel of a Saleor. Every call throws `ShopError`.
 * Source: https://docs.saleor.io/developer/discounts/vouchers
 */
export class SaleorVouchers {
  readonly #graphql: SaleorGraphql;
  readonly #slug: string;

  constructor(graphql: SaleorGraphql, slug: string) {
    this.#graphql = graphql;
    this.#slug = slug.trim();
  }

  /** Resolves when there is such a channel, and the app may see its vouchers. */
  async try(): Promise<void> {
    await this.#channel();
    await this.#search('');
  }

  /** The channel, which must sell in the currency of the terms where they say an amount. */
  async channelFor(terms: CouponTerms): Promise<Channel> {
    const channel = await this.#channel();
    if (countsMoney(terms) && channel.currencyCode !== terms.currency) {
      throw new ShopError(
        'refused',
        `The channel “${this.#slug}” sells in ${channel.currencyCode}, and the coupon is in ${terms.currency}.`,
        { advice: 'Choose the currency of the channel, or a connection to another channel.' },
      );
    }
    return channel;
  }

  /** Adds codes, all or none, to a voucher or to a new one. */
  async add(
    codes: readonly string[],
    terms: CouponTerms,
    to: string | null,
  ): Promise<{ voucher: string } | { complaints: readonly Complaint[] }> {
    const { made: answer } = await (to === null
      ? this.#graphql.ask(made, { input: { ...voucherOf(terms), addCodes: codes } })
      : this.#graphql.ask(added, { id: to, input: { addCodes: codes } }));
    if (answer?.voucher && answer.errors.length === 0) return { voucher: answer.voucher.id };
    return { complaints: answer?.errors ?? [] };
  }

  /** Gives a voucher its value in the channel. */
  async list(id: string, terms: CouponTerms, { id: channel }: Channel): Promise<void> {
    const input = { addChannels: [listingOf(terms, channel)] };
    accept((await this.#graphql.ask(listed, { id, input })).made?.errors ?? []);
  }

  async find(code: string): Promise<FoundCode | undefined> {
    for (const one of await this.#search(code)) {
      const entry = await this.#entry(one, (found) => found.code === code);
      if (!entry) continue;
      const expiresAt = one.endDate ? instantOf(one.endDate, 'endDate') : null;
      return { voucher: { id: one.id, expiresAt }, entry, alone: one.codes?.edges.length === 1 };
    }
    return undefined;
  }

  /** The voucher of ours that has one of these codes; null where none has. */
  async homeOf(codes: readonly string[]): Promise<string | null> {
    for (const code of codes) {
      for (const one of await this.#search(code)) {
        if (isOurs(one.name) && (await this.#entry(one, (found) => found.code === code))) return one.id;
      }
    }
    return null;
  }

  /** Those of the wanted codes that a voucher has. */
  async codesAmong(id: string, wanted: readonly string[]): Promise<ReadonlySet<string>> {
    const left = new Set(wanted);
    await this.#entry({ id }, ({ code }) => {
      left.delete(code ?? '');
      return left.size === 0;
    });
    return new Set(wanted.filter((code) => !left.has(code)));
  }

  async extend(id: string, expiresAt: number): Promise<void> {
    const input = { endDate: instantText(expiresAt) };
    accept((await this.#graphql.ask(changed, { id, input })).made?.errors ?? []);
  }

  /** Removes a voucher; one that is gone already is no fault. */
  async remove(id: string): Promise<void> {
    acceptGone((await this.#graphql.ask(removed, { id })).made?.errors ?? []);
  }

  /** Removes a code from its voucher; one that is gone already is no fault. `id`: of the code. */
  async removeCode(id: string): Promise<void> {
    acceptGone((await this.#graphql.ask(codeRemoved, { id })).made?.errors ?? []);
  }

  async #channel(): Promise<Channel> {
    const { channel } = await this.#graphql.ask(channelOf, { slug: this.#slug });
    if (channel) return channel;
    throw new ShopError('refused', `Saleor has no channel “${this.#slug}”.`, {
      advice: 'Enter the slug of a channel in the connection.',
    });
  }

  /** Saleor searches names and codes, and parts of them. */
  async #search(code: string): Promise<Voucher[]> {
    const { vouchers } = await this.#graphql.ask(found, { code });
    return (vouchers?.edges ?? []).map(({ node }) => node);
  }

  /** The first code of a voucher that passes, page by page. */
  async #entry(
    { id, codes }: { id: string; codes?: Voucher['codes'] },
    passes: (entry: Entry) => boolean,
  ): Promise<Entry | undefined> {
    let page = codes ?? (await this.#codesAfter(id, null));
    for (;;) {
      const match = page?.edges.find(({ node }) => passes(node));
      if (match || !page?.pageInfo.hasNextPage) return match?.node;
      page = await this.#codesAfter(id, page.pageInfo.endCursor);
    }
  }

  async #codesAfter(id: string, after: string | null | undefined): Promise<Voucher['codes']> {
    return (await this.#graphql.ask(moreCodes, { id, after: after ?? null })).voucher?.codes;
  }
}

function accept([first]: readonly Complaint[]): void {
  if (!first) return;
  throw new ShopError('refused', `Saleor refused: ${first.message ?? first.code}`, {
    advice: 'Check the rule of the coupon against the voucher and its channel in Saleor.',
  });
}

const acceptGone = (complaints: readonly Complaint[]): void =>
  accept(complaints.filter(({ code }) => code !== 'NOT_FOUND'));
