import type { NodeAPI } from '@node-red/registry';
import { vendureAccount } from '../../core/shops/vendure/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, vendureAccount);
