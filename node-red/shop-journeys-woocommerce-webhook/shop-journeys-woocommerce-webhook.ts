import type { NodeAPI } from '@node-red/registry';
import { woocommerceSecret } from '../../core/shops/woocommerce/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, woocommerceSecret);
