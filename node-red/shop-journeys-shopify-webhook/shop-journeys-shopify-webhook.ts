import type { NodeAPI } from '@node-red/registry';
import { shopifySecret } from '../../core/shops/shopify/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, shopifySecret);
