import type { NodeAPI } from '@node-red/registry';
import { saleorKeys } from '../../core/shops/saleor/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, saleorKeys);
