import fc from 'fast-check';
import type { ShopCoupon } from '../../core/shops/account';
import { vendureApi } from '../../core/shops/vendure/account';
import { callingTo, StandIn } from './support/stand-in';

/** What Vendure would answer to the first field that is asked for. */
type Fields = Record<string, (variables: Record<string, unknown>) => unknown>;

const FORBIDDEN = { errors: [{ message: 'No', extensions: { code: 'FORBIDDEN' } }], data: null };
const selling = {
  activeChannel: {
    defaultLanguageCode: 'en',
    availableCurrencyCodes: ['EUR'],
    pricesIncludeTax: true,
  },
  globalSettings: { serverConfig: { moneyStrategyPrecision: 2 } },
  promotionConditions: [{ code: 'minimum_order_amount' }],
};
const promotion = {
  id: '7',
  couponCode: 'CODE',
  description: 'Shop Journeys',
  enabled: true,
  endsAt: null,
  conditions: [],
  actions: [],
};

let vendure: StandIn;
/** The token of the session that holds. */
let token: string;
let logins: number;
let found: object[];
/** What createPromotion was asked for. */
let made: Record<string, unknown>[];
let removed: unknown[];
let fields: Fields;

beforeEach(async () => {
  token = 'token-1';
  logins = 0;
  found = [];
  made = [];
  removed = [];
  fields = {
    promotions: () => ({ promotions: { items: found } }),
    activeChannel: () => selling,
    createPromotion: ({ input }) => {
      made.push(input as Record<string, unknown>);
      found.push(promotion);
      return { createPromotion: { id: '7' } };
    },
    deletePromotion: ({ id }) => {
      removed.push(id);
      found = found.filter((one) => !('id' in one) || one.id !== id);
      return { deletePromotion: { result: 'DELETED' } };
    },
  };
  vendure = await StandIn.open(({ json, headers }) => {
    const { query, variables } = json as { query: string; variables: Record<string, unknown> };
    const [field = ''] = /\w+/.exec(query.slice(query.indexOf('{'))) ?? [];
    if (field === 'login') {
      logins += 1;
      if (variables['password'] !== 'secret-password')
        return {
          status: 200,
          json: {
            data: {
              login: { errorCode: 'INVALID_CREDENTIALS_ERROR', message: 'The credentials are invalid' },
            },
          },
        };
      return {
        status: 200,
        json: { data: { login: { id: '1' } } },
        headers: { 'vendure-auth-token': token },
      };
    }
    if (headers['authorization'] !== `Bearer ${token}`) return { status: 200, json: FORBIDDEN };
    return { status: 200, json: { data: fields[field]?.(variables) } };
  });
});
afterEach(() => vendure.close());

function open(changes: object = {}) {
  const access = {
    address: `${vendure.address}/admin-api`,
    apiKey: '',
    username: 'staff',
    password: 'secret-password',
    channelToken: '',
    ...changes,
  };
  return vendureApi.open(access, callingTo(vendure));
}

const coupon: ShopCoupon = {
  code: 'CODE',
  title: 'Welcome',
  customer: null,
  discount: { kind: 'percentage', value: 1_000 },
  currency: 'EUR',
  minimumSpend: null,
  category: null,
  usageLimit: 1,
  startsAt: 0,
  expiresAt: null,
  timeZone: 'Europe/Berlin',
  combinable: true,
};

describe('A session', () => {
  test('is begun once, and anew when it has ended', async () => {
    await open().coupons.find('CODE');
    await open().coupons.find('CODE');
    expect(logins).toBe(1);

    token = 'token-2';
    await open().coupons.find('CODE');
    expect(logins).toBe(2);
  });

  test('of an account that may not do it is begun once more at most', async () => {
    fields['promotions'] = () => undefined;
    await open()
      .coupons.find('CODE')
      .catch(() => undefined);
    vendure.failNext({ answer: { status: 200, json: FORBIDDEN } });
    vendure.failNext(
      { answer: { status: 200, json: FORBIDDEN } },
      ({ json }) => !JSON.stringify(json).includes('login'),
    );

    await expect(open().coupons.find('CODE')).rejects.toMatchObject({
      fault: 'refused',
      message: 'Vendure does not let this account do that.',
    });
  });

  test('needs a token', async () => {
    vendure.failNext({ answer: { status: 200, json: { data: { login: { id: '1' } } } } });
    await expect(open({ username: 'other' }).coupons.find('CODE')).rejects.toMatchObject({
      fault: 'refused',
      advice: expect.stringContaining('tokenMethod'),
    });
  });

  test('of a wrong password is refused, and nothing secret is said', async () => {
    const failure = await open({ password: 'hunter2-hunter2' })
      .coupons.find('CODE')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ fault: 'refused', message: expect.stringContaining('“staff”') });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });
});

test('an API key and a channel go along as headers', async () => {
  vendure.failNext({ answer: { status: 200, json: { data: { promotions: { items: [] } } } } });
  await open({ apiKey: 'key', channelToken: 'channel' }).coupons.find('CODE');
  expect(vendure.asked).toMatchObject([
    { headers: { 'vendure-api-key': 'key', 'vendure-token': 'channel' } },
  ]);
});

describe('What Vendure fails at', () => {
  const isCreation = ({ json }: { json: unknown }) => JSON.stringify(json).includes('createPromotion');
  const inside = { errors: [{ message: 'Oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }], data: null };

  test.each([
    ['of which no answer came', 'lost', 'unknown'],
    ['that fell over', { answer: { status: 502 } }, 'unknown'],
    ['that failed inside', { answer: { status: 200, json: inside } }, 'unknown'],
    [
      'that could not be read',
      { answer: { status: 200, json: { data: { createPromotion: 7 } } } },
      'unknown',
    ],
  ] as const)('a creation %s is not tried again by itself', async (_, fault, kind) => {
    vendure.failNext(fault, isCreation);
    await expect(open().coupons.create(coupon)).rejects.toMatchObject({ fault: kind });
    expect(vendure.asked.filter(isCreation)).toHaveLength(1);

    await open().coupons.create(coupon);
    expect(found).toHaveLength(1);
  });

  test('a look is tried again', async () => {
    await open().coupons.find('CODE');
    vendure.failNext({ answer: { status: 503 } });
    expect(await open().coupons.find('CODE')).toBeUndefined();
  });

  test('is said in its words', async () => {
    const complaint = {
      createPromotion: { errorCode: 'MISSING_CONDITIONS_ERROR', message: 'Conditions are missing' },
    };
    fields['createPromotion'] = () => complaint;
    await expect(open().coupons.create(coupon)).rejects.toMatchObject({
      fault: 'refused',
      message: 'Vendure refused the coupon: Conditions are missing.',
    });
  });
});

test('of several promotions with a code the first is left', async () => {
  found = [promotion, { ...promotion, id: '8' }, { ...promotion, id: '9', couponCode: 'code' }];
  expect(await open().coupons.create(coupon)).toEqual({ id: '7' });
  expect(removed).toEqual(['8', '9']);
  expect(made).toEqual([]);
});

test('a code that only contains another is another', async () => {
  found = [{ ...promotion, couponCode: 'CODE-2', description: 'Own' }];
  await open().coupons.create(coupon);
  expect(made).toHaveLength(1);
});

test('a coupon that is not combinable needs the plugin', async () => {
  const alone = { ...coupon, combinable: false };
  await expect(open().coupons.create(alone)).rejects.toThrow('cannot keep a coupon from counting beside');
  expect(made).toEqual([]);

  fields['activeChannel'] = () => ({
    ...selling,
    promotionConditions: [{ code: 'shop_journeys_only_code' }],
  });
  await open().coupons.create(alone);
  expect(made).toMatchObject([{ conditions: [{ code: 'shop_journeys_only_code', arguments: [] }] }]);
});

describe('Amounts', () => {
  const sellingIn = (currency: string, precision = 2) => {
    fields['activeChannel'] = () => ({
      ...selling,
      activeChannel: { ...selling.activeChannel, availableCurrencyCodes: [currency] },
      globalSettings: { serverConfig: { moneyStrategyPrecision: precision } },
    });
  };
  const off = (currency: string, value: number): ShopCoupon => ({
    ...coupon,
    currency,
    discount: { kind: 'fixed', value },
  });

  test.each([
    ['EUR', 1_050, '1050'],
    // Yen have two places in Vendure, too.
    ['JPY', 500, '50000'],
    ['KWD', 1_250, '125'],
  ])('in %s are counted at the places of the shop', async (currency, value, told) => {
    sellingIn(currency);
    await open().coupons.create(off(currency, value));
    expect(made).toMatchObject([
      { actions: [{ code: 'order_fixed_discount', arguments: [{ name: 'discount', value: told }] }] },
    ]);
  });

  test('that the shop cannot hold are refused', async () => {
    sellingIn('KWD');
    await expect(open().coupons.create(off('KWD', 1_255))).rejects.toThrow('cannot count 1.255 KWD');
    expect(made).toEqual([]);
  });

  test('of any percentage are written in percent', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (value) => {
        [found, made] = [[], []];
        await open().coupons.create({ ...coupon, discount: { kind: 'percentage', value } });
        const [{ actions } = { actions: [] }] = made;
        const [action] = actions as { arguments: { value: string }[] }[];
        expect(action?.arguments[0]?.value).toBe((value / 100).toFixed(2));
      }),
      { numRuns: 25 },
    ));
});
