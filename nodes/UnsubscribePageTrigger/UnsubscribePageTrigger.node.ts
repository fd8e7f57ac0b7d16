import type { INodeType } from 'n8n-workflow';
import { unsubscribePage } from '../../core/steps';
import { describe, executeStep, receiveWebhook, registerWebhooks, releaseStep } from '../adapter';

export class UnsubscribePageTrigger implements INodeType {
  description = describe(unsubscribePage);
  webhookMethods = registerWebhooks(unsubscribePage);
  webhook = receiveWebhook(unsubscribePage);
  trigger = releaseStep(unsubscribePage);
  execute = executeStep(unsubscribePage);
}
