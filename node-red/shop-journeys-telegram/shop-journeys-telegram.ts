import type { NodeAPI } from '@node-red/registry';
import { telegramBot } from '../../core/channels/telegram/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, telegramBot);
