import type { NodeAPI } from '@node-red/registry';
import { ntfyServer } from '../../core/channels/ntfy/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, ntfyServer);
