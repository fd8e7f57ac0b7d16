import { StepError } from '../../errors';

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

interface Place {
  /** The shop's name at Shopify, with or without “.myshopify.com”. */
  shop: string;
  /** Where it is reached instead, with https://; empty for Shopify itself. */
  address: string;
  /** The parameter that names the shop. */
  parameter: string;
}

/** Where a shop's API is called, without a slash at the end. Throws `StepError`. */
export function baseOf({ shop, address, parameter }: Place): string {
  if (address.trim() !== '') return checkedAddress(address.trim());
  const name = shop
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '');
  const domain = name.includes('.') ? name : `${name}.myshopify.com`;
  if (SHOP.test(domain)) return `https://${domain}`;
  throw new StepError(`“${shop}” is not a shop at Shopify.`, {
    parameter,
    advice: 'Write the address that ends in .myshopify.com: in Shopify, under Settings > Domains.',
  });
}

function checkedAddress(address: string): string {
  const { protocol, pathname, search } = URL.parse(address) ?? {};
  if ((protocol === 'https:' || protocol === 'http:') && pathname === '/' && search === '')
    return address.replace(/\/$/, '');
  throw new StepError('The address of the API is not that of a server.', {
    parameter: 'address',
    advice: 'Write it like https://shop.example, without a path; leave it empty for Shopify itself.',
  });
}
