import type { NodeAPI } from '@node-red/registry';
import { webhookSecret } from '../../core/shops/generic/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, webhookSecret);
