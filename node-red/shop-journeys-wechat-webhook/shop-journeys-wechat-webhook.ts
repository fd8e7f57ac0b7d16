import type { NodeAPI } from '@node-red/registry';
import { wechatWebhook } from '../../core/channels/wechat/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, wechatWebhook);
