import type { NodeAPI } from '@node-red/registry';
import { telegramWebhook } from '../../core/channels/telegram/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, telegramWebhook);
