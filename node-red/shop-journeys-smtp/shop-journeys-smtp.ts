import type { NodeAPI } from '@node-red/registry';
import { smtp } from '../../core/channels/email/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, smtp);
