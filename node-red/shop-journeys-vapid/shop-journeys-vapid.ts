import type { NodeAPI } from '@node-red/registry';
import { vapidKeys } from '../../core/channels/web-push/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, vapidKeys);
