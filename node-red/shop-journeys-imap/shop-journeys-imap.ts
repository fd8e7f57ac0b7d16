import type { NodeAPI } from '@node-red/registry';
import { imapAccount } from '../../core/channels/email/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, imapAccount);
