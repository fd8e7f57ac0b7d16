import type { NodeAPI } from '@node-red/registry';
import { googleAccount } from '../../core/channels/fcm/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, googleAccount);
