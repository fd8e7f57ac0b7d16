import type { NodeAPI } from '@node-red/registry';
import { adobeCommerce } from '../../core/shops/magento/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, adobeCommerce);
