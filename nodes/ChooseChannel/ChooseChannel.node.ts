import type { INodeType } from 'n8n-workflow';
import { chooseChannel } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class ChooseChannel implements INodeType {
  description = describe(chooseChannel);
  execute = executeStep(chooseChannel);
}
