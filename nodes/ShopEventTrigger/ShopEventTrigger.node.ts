import type { INodeType } from 'n8n-workflow';
import { shopEvent } from '../../core/steps';
import {
  credentialTests,
  describe,
  executeStep,
  questionMethods,
  receiveWebhook,
  registerWebhooks,
  releaseStep,
} from '../adapter';

export class ShopEventTrigger implements INodeType {
  description = describe(shopEvent);
  methods = { credentialTest: credentialTests(shopEvent), loadOptions: questionMethods(shopEvent) };
  webhookMethods = registerWebhooks(shopEvent);
  webhook = receiveWebhook(shopEvent);
  trigger = releaseStep(shopEvent);
  execute = executeStep(shopEvent);
}
