import type { NodeAPI } from '@node-red/registry';
import { shopifyApp } from '../../core/shops/shopify/accounts';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, shopifyApp);
