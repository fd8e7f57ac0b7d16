import type { NodeAPI } from '@node-red/registry';
import { twilioAccount } from '../../core/channels/twilio/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, twilioAccount);
