/** What a customer does on a day of the journey, at the earliest after the named step has written to them. */
export interface Deed {
  readonly day: number;
  readonly after?: string;
  readonly type: string;
  readonly data?: object;
  /** How often the shop delivers the same webhook. */
  readonly deliveries?: number;
}

export interface Customer {
  readonly id: string;
  readonly firstName: string;
  readonly email?: string;
  /** What is told of them before they start. */
  readonly story: string;
  readonly deeds: readonly Deed[];
}

const registers: Deed = { day: 0, type: 'customer_registered' };

const buys = (day: number, after: string): readonly Deed[] => {
  const order = { id: `order-of-day-${day}-${Date.now()}`, amount: '49.90', currency: 'EUR' };
  return [
    { day, after, type: 'order_placed', data: { order } },
    { day, after, type: 'order_paid', data: { order } },
  ];
};

const customer = (firstName: string, story: string, deeds: readonly Deed[]): Customer => {
  const name = firstName.toLowerCase();
  return { id: `rehearsal-${name}`, firstName, email: `${name}@rehearsal.example`, story, deeds };
};

/** People who behave differently; each is a rehearsal, so that a month takes a minute. */
export function rehearsalCustomers(): readonly Customer[] {
  return [
    customer('Ann', 'buys on day 2', [registers, ...buys(2, 'first-order/remind-day-1')]),
    customer('Ben', 'buys on day 16', [registers, ...buys(16, 'first-order/remind-day-15')]),
    customer('Carla', 'never buys', [registers]),
    customer('David', 'registers twice', [registers, { ...registers, day: 0.3 }]),
    customer('Emma', 'has her registration delivered three times', [{ ...registers, deliveries: 3 }]),
    {
      id: 'rehearsal-frank',
      firstName: 'Frank',
      story: 'has neither e-mail address nor phone',
      deeds: [registers],
    },
  ];
}
