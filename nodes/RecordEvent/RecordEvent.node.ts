import type { INodeType } from 'n8n-workflow';
import { recordEvent } from '../../core/steps';
import { credentialTests, describe, executeStep } from '../adapter';

export class RecordEvent implements INodeType {
  description = describe(recordEvent);
  methods = { credentialTest: credentialTests(recordEvent) };
  execute = executeStep(recordEvent);
}
