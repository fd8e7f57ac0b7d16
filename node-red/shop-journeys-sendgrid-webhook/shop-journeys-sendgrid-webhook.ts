import type { NodeAPI } from '@node-red/registry';
import { sendgridWebhook } from '../../core/channels/sendgrid/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, sendgridWebhook);
