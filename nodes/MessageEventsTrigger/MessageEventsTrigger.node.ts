import type { INodeType } from 'n8n-workflow';
import { messageEvents } from '../../core/steps';
import { describe, executeStep, receiveWebhook, registerWebhooks, releaseStep } from '../adapter';

export class MessageEventsTrigger implements INodeType {
  description = describe(messageEvents);
  webhookMethods = registerWebhooks(messageEvents);
  webhook = receiveWebhook(messageEvents);
  trigger = releaseStep(messageEvents);
  execute = executeStep(messageEvents);
}
