import type { INodeType } from 'n8n-workflow';
import { points } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class Points implements INodeType {
  description = describe(points);
  execute = executeStep(points);
}
