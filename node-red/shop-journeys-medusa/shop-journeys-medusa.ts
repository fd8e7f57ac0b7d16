import type { NodeAPI } from '@node-red/registry';
import { medusaAccount } from '../../core/shops/medusa/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, medusaAccount);
