import type { INodeType } from 'n8n-workflow';
import { sendViaChannel } from '../../core/steps';
import { credentialTests, describe, executeStep, questionMethods, releaseStep } from '../adapter';

export class SendViaChannel implements INodeType {
  description = describe(sendViaChannel);
  methods = {
    credentialTest: credentialTests(sendViaChannel),
    loadOptions: questionMethods(sendViaChannel),
  };
  execute = executeStep(sendViaChannel);
  trigger = releaseStep(sendViaChannel);
}
