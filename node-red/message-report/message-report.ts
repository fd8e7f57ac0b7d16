import type { NodeAPI } from '@node-red/registry';
import { messageReport } from '../../core/steps';
import { registerStep } from '../adapter';

export = (RED: NodeAPI): void => registerStep(RED, messageReport);
