import type { NodeAPI } from '@node-red/registry';
import { wecomApp } from '../../core/channels/wecom/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, wecomApp);
