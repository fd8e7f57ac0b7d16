import type { NodeAPI } from '@node-red/registry';
import { unsettledMessages } from '../../core/steps';
import { registerStep } from '../adapter';

export = (RED: NodeAPI): void => registerStep(RED, unsettledMessages);
