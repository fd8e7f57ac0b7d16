import type { INodeType } from 'n8n-workflow';
import { lifecycleSegment } from '../../core/steps';
import { describe, executeStep, questionMethods } from '../adapter';

export class LifecycleSegment implements INodeType {
  description = describe(lifecycleSegment);
  methods = { loadOptions: questionMethods(lifecycleSegment) };
  execute = executeStep(lifecycleSegment);
}
