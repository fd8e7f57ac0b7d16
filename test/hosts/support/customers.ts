import { type Customer, rehearsalCustomers } from '../../../scripts/demo/customers.ts';
import { type Delivery, Shop } from '../../../scripts/demo/shop.ts';
import { eventually } from './reading';

export const customers = rehearsalCustomers();
export const called = (name: string): Customer => {
  const customer = customers.find(({ firstName }) => firstName === name);
  if (!customer) throw new Error(`There is no ${name} among the customers.`);
  return customer;
};

/** A shop that remembers what it was answered to registrations. */
export class RememberingShop extends Shop {
  readonly #registrations: { delivery: Delivery; answer: string }[] = [];

  override async deliver(delivery: Delivery) {
    const given = await super.deliver(delivery);
    const registration = delivery.body.includes('customer_registered');
    if (registration && given.status === 200) this.#registrations.push({ delivery, answer: given.answer });
    return given;
  }

  /** The answers to a customer's registrations, in the order they came. */
  answersTo(customer: Customer): string[] {
    return this.#of(customer).map(({ answer }) => answer);
  }

  /** Delivers a customer's first registration again, until it is taken: as a shop does that heard no answer. */
  async repeat(customer: Customer): Promise<void> {
    const [first] = this.#of(customer);
    if (!first) throw new Error(`${customer.firstName} has not registered.`);
    await eventually(async () => {
      const { status } = await this.deliver(first.delivery);
      return status === 200 ? status : undefined;
    });
  }

  #of({ id }: Customer) {
    return this.#registrations.filter(({ delivery }) => delivery.body.includes(id));
  }
}
