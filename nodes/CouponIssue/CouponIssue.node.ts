import type { INodeType } from 'n8n-workflow';
import { couponIssue } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class CouponIssue implements INodeType {
  description = describe(couponIssue);
  execute = executeStep(couponIssue);
}
