import type { NodeAPI } from '@node-red/registry';
import { mailgunWebhook } from '../../core/channels/mailgun/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, mailgunWebhook);
