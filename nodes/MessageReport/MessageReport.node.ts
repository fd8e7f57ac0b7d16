import type { INodeType } from 'n8n-workflow';
import { messageReport } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class MessageReport implements INodeType {
  description = describe(messageReport);
  execute = executeStep(messageReport);
}
