import type { INodeType } from 'n8n-workflow';
import { waitUntilPurchase } from '../../core/steps';
import { describe, executeStep, releaseStep, resumeStep } from '../adapter';

export class WaitUntilPurchase implements INodeType {
  description = describe(waitUntilPurchase);
  execute = executeStep(waitUntilPurchase);
  trigger = releaseStep(waitUntilPurchase);
  webhook = resumeStep(waitUntilPurchase);
}
