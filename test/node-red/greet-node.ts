import type { NodeAPI } from '@node-red/registry';
import { registerStep } from '../../node-red/adapter';
import { greet } from './greet';

export = (RED: NodeAPI): void => registerStep(RED, greet);
