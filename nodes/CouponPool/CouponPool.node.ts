import type { INodeType } from 'n8n-workflow';
import { couponPool } from '../../core/steps';
import { describe, executeStep } from '../adapter';

export class CouponPool implements INodeType {
  description = describe(couponPool);
  execute = executeStep(couponPool);
}
