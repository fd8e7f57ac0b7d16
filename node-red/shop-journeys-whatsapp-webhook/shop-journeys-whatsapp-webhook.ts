import type { NodeAPI } from '@node-red/registry';
import { whatsappWebhook } from '../../core/channels/whatsapp/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, whatsappWebhook);
