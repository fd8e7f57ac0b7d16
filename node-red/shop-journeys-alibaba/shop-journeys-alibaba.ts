import type { NodeAPI } from '@node-red/registry';
import { alibabaKey } from '../../core/channels/alibaba/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, alibabaKey);
