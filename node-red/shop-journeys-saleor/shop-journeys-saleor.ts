import type { NodeAPI } from '@node-red/registry';
import { saleorAccount } from '../../core/shops/saleor/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, saleorAccount);
