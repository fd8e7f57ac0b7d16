import type { NodeAPI } from '@node-red/registry';
import { smppAccount } from '../../core/channels/smpp/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, smppAccount);
