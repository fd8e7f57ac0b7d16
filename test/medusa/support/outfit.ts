import { fields, text } from '../../../core/shops/shape';
import { type Caller, listed } from './caller';

/** What a shop needs before it can sell, by ids. */
export interface Outfit {
  readonly channel: string;
  readonly profile: string;
  /** Where goods lie and are sent from. */
  readonly place: string;
}

/** What a storefront sells with. */
export interface Storefront {
  readonly key: string;
  readonly region: string;
  readonly parcel: string;
}

/** Prepares a new shop. */
export async function outfit(staff: Caller): Promise<Outfit> {
  const { sales_channels } = await staff.ask('/admin/sales-channels', fields({ sales_channels: listed }));
  const channel = String(sales_channels[0]?.id);
  const profile = await staff.make('shipping_profile', '/admin/shipping-profiles', {
    name: 'Parcels',
    type: 'default',
  });
  const place = await staff.make('stock_location', '/admin/stock-locations', { name: 'Storehouse' });
  await staff.ask(`/admin/stock-locations/${place}/sales-channels`, fields({}), { add: [channel] });
  await staff.ask(`/admin/stock-locations/${place}/fulfillment-providers`, fields({}), {
    add: ['manual_manual'],
  });
  return { channel, profile, place };
}

/** Sells to Germany, in euros, with parcels at 5. */
export async function openStorefront(
  staff: Caller,
  { channel, profile, place }: Outfit,
): Promise<Storefront> {
  const region = await staff.make('region', '/admin/regions', {
    name: 'Germany',
    currency_code: 'eur',
    countries: ['de'],
    payment_providers: ['pp_system_default'],
  });
  const parcel = await staff.make('shipping_option', '/admin/shipping-options', {
    name: 'Parcel',
    service_zone_id: await zoneOf(staff, place),
    shipping_profile_id: profile,
    provider_id: 'manual_manual',
    price_type: 'flat',
    type: { label: 'Parcel', description: 'Parcel', code: 'parcel' },
    prices: [{ currency_code: 'eur', amount: 5 }],
    rules: [],
  });
  const { api_key } = await staff.ask(
    '/admin/api-keys',
    fields({ api_key: fields({ id: text, token: text }) }),
    { title: 'Storefront', type: 'publishable' },
  );
  await staff.ask(`/admin/api-keys/${api_key.id}/sales-channels`, fields({}), { add: [channel] });
  return { key: api_key.token, region, parcel };
}

async function zoneOf(staff: Caller, place: string): Promise<string> {
  const { stock_location } = await staff.ask(
    `/admin/stock-locations/${place}/fulfillment-sets?fields=id,*fulfillment_sets`,
    fields({ stock_location: fields({ fulfillment_sets: listed }) }),
    { name: 'Parcels', type: 'shipping' },
  );
  const { fulfillment_set } = await staff.ask(
    `/admin/fulfillment-sets/${stock_location.fulfillment_sets[0]?.id}/service-zones?fields=id,*service_zones`,
    fields({ fulfillment_set: fields({ service_zones: listed }) }),
    { name: 'Germany', geo_zones: [{ type: 'country', country_code: 'de' }] },
  );
  return String(fulfillment_set.service_zones[0]?.id);
}
