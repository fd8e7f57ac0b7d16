import type { Journey } from './define';
import { doubleOptIn } from './double-opt-in';
import { firstOrder } from './first-order';
import { payTheOrder } from './pay-the-order';

export * from './define';

/** Every journey, in the order in which the docs list them. */
export const journeys: readonly Journey[] = [firstOrder, payTheOrder, doubleOptIn];
