import type { INodeType } from 'n8n-workflow';
import { segmentEvent } from '../../core/steps';
import { describe, executeStep, questionMethods, releaseStep } from '../adapter';

export class SegmentEventTrigger implements INodeType {
  description = describe(segmentEvent);
  methods = { loadOptions: questionMethods(segmentEvent) };
  trigger = releaseStep(segmentEvent);
  execute = executeStep(segmentEvent);
}
