import type { INodeType } from 'n8n-workflow';
import { messageTemplate } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class MessageTemplate implements INodeType {
  description = describe(messageTemplate);
  execute = executeStep(messageTemplate);
}
