import type { NodeAPI } from '@node-red/registry';
import { gatewayValues } from '../../core/channels/http/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, gatewayValues);
