import type { Condition, SegmentDefinition } from '../definition/types';
import { StepError } from '../../errors';
import { compileCoupon } from './coupons';
import { compileDid } from './did';
import { all, any, none } from './logic';
import { compileTime } from './moments';
import { compileOrders } from './orders';
import { compileAttribute, compileConsent, compileReachable, compileTag } from './profile';
import { compileQuiet } from './quiet';
import { compileRfm } from './rfm';
import type { Compiled, Scope } from './scope';
import { compileSequence } from './sequence';
import { compileStage } from './stage';

/** A condition as SQL. Throws `StepError` for a segment that was not resolved. */
export function compileCondition(scope: Scope, condition: Condition): Compiled {
  const each = (conditions: readonly Condition[]) => conditions.map((one) => compileCondition(scope, one));
  if ('all' in condition) return all(scope, each(condition.all));
  if ('any' in condition) return any(scope, each(condition.any));
  if ('none' in condition) return none(scope, each(condition.none));
  if ('stage' in condition) return compileStage(scope, condition);
  if ('did' in condition) return compileDid(scope, condition);
  if ('after' in condition) return compileSequence(scope, condition);
  if ('didNot' in condition) {
    const { didNot: did, ...rest } = condition;
    return none(scope, [compileDid(scope, { did, ...rest })]);
  }
  if ('first' in condition || 'last' in condition) return compileTime(scope, condition);
  if ('orders' in condition) return compileOrders(scope, condition);
  if ('quietFor' in condition) return compileQuiet(scope, condition);
  if ('rfm' in condition) return compileRfm(scope, condition);
  if ('attribute' in condition) return compileAttribute(scope, condition);
  if ('tag' in condition) return compileTag(scope, condition);
  if ('consent' in condition) return compileConsent(scope, condition);
  if ('reachable' in condition) return compileReachable(scope, condition);
  if ('coupon' in condition) return compileCoupon(scope, condition);
  throw new StepError(`The segment “${condition.memberOf}” has to be written out first.`, {
    advice: 'Resolve the definition before it is evaluated.',
  });
}

/** A definition as SQL. */
export const compileDefinition = (
  scope: Omit<Scope, 'timeZone'>,
  { timeZone = 'utc', where }: SegmentDefinition,
): Compiled => compileCondition({ ...scope, timeZone }, where);
