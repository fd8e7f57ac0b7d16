import type { NodeAPI } from '@node-red/registry';
import { wecomWebhook } from '../../core/channels/wecom/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, wecomWebhook);
