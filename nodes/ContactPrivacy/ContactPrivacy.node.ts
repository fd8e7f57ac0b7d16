import type { INodeType } from 'n8n-workflow';
import { contactPrivacy } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class ContactPrivacy implements INodeType {
  description = describe(contactPrivacy);
  execute = executeStep(contactPrivacy);
}
