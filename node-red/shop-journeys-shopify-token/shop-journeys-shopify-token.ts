import type { NodeAPI } from '@node-red/registry';
import { shopifyToken } from '../../core/shops/shopify/accounts';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, shopifyToken);
