import type { INodeType } from 'n8n-workflow';
import { unsettledMessages } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class UnsettledMessages implements INodeType {
  description = describe(unsettledMessages);
  execute = executeStep(unsettledMessages);
}
