import { text } from '../../steps/text';
import { nothing, type Shop } from '../shop';
import { woocommerceSecret } from './connection';
import { understand } from './topics';
import { verifyWooCommerce } from './verify';

/** A webhook is built when it is sent: of what is gone by then, it tells an error of WooCommerce's API. */
const GONE = '{"code":"woocommerce_rest_';

/** It tells of no carts; a checkout in blocks is a draft order. */
export const woocommerce: Shop = {
  name: 'woocommerce',
  label: text('WooCommerce', 'WooCommerce'),
  connection: woocommerceSecret,
  verify: verifyWooCommerce,
  parse: (delivery, source) =>
    delivery.rawBody.toString('utf8', 0, GONE.length) === GONE ? nothing : understand(delivery, source),
};
