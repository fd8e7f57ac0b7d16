import type { NodeAPI } from '@node-red/registry';
import { africasTalkingApp } from '../../core/channels/africas-talking/connection';
import { registerConnection } from '../adapter';

export = (RED: NodeAPI): void => registerConnection(RED, africasTalkingApp);
