import type { INodeType } from 'n8n-workflow';
import { sendViaChannel } from '../../core/steps';
import { describe, executeStep, questionMethods } from '../adapter';

export class SendViaChannel implements INodeType {
  description = describe(sendViaChannel);
  methods = { loadOptions: questionMethods(sendViaChannel) };
  execute = executeStep(sendViaChannel);
}
