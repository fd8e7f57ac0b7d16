import type { NodeAPI } from '@node-red/registry';
import { mailgunAccount } from '../../core/channels/mailgun/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, mailgunAccount);
