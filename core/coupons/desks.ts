import { StepError } from '../errors';
import { openAccount, type ShopApi, type ShopCoupons } from '../shops/account';
import type { StepContext } from '../steps/define';

/** The coupons of a shop that a step may call. */
export interface ShopDesk {
  api: ShopApi;
  coupons: ShopCoupons;
}

/** The shops that a batch names, each opened once, or what keeps it from being opened. Calls nobody. */
export type ShopDesks = ReadonlyMap<string, ShopDesk | StepError>;

export async function openDesks(
  names: readonly string[],
  apis: readonly ShopApi[],
  context: StepContext,
): Promise<ShopDesks> {
  const desks = new Map<string, ShopDesk | StepError>();
  for (const name of new Set(names)) desks.set(name, await openDesk(name, apis, context));
  return desks;
}

async function openDesk(
  name: string,
  apis: readonly ShopApi[],
  context: StepContext,
): Promise<ShopDesk | StepError> {
  const api = apis.find((one) => one.name === name);
  if (!api) {
    return new StepError(`There is no way into a shop called “${name}”.`, {
      parameter: 'shop',
      advice: 'Choose one of the shops in “Shop”.',
    });
  }
  try {
    const { coupons } = await openAccount(api, context);
    return { api, coupons };
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}

const SHOP = 'shop:';

/** The way into the shop of a coupon's source; undefined for coupons of no shop. */
export const shopIn = (source: string): string | undefined =>
  source.startsWith(SHOP) ? source.slice(SHOP.length) : undefined;

/** The desk of a coupon that is in a shop. Throws `StepError` where the step's account is for another. */
export function deskFor(desks: ShopDesks, shop: string): ShopDesk {
  const desk =
    desks.get(shop) ??
    new StepError(`This person’s coupon is in another shop (${shop}) than the one chosen here.`, {
      parameter: 'shop',
      advice:
        'Choose “Your Shop” in “Codes From” and that shop in “Shop”, or give the step another “Purpose”.',
    });
  if (desk instanceof StepError) throw desk;
  return desk;
}
