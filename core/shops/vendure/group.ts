import { ShopError, type ShopCustomer } from '../account';
import { fields, flag, id, listOf, maybe, text } from '../shape';
import { mutation, query, type VendureAdmin } from './admin';

/** What is read of a promotion to know whose it is. */
interface Restricted {
  id: string | number;
  conditions: readonly { code: string; args: readonly { name: string; value: string }[] }[];
}

const people = fields({ items: listOf(fields({ id })) });

const customerById = query(
  `query ($id: ID!) { customer(id: $id) { id } }`,
  fields({ customer: maybe(fields({ id })) }),
);

/** Guests who come again are one customer, but one who later registers may be another. */
const customersByEmail = query(
  `query ($email: String!) {
    customers(options: { filter: { emailAddress: { eq: $email } }, sort: { id: ASC } }) { items { id } }
  }`,
  fields({ customers: people }),
);

const groupByName = query(
  `query ($name: String!) {
    customerGroups(options: { filter: { name: { eq: $name } }, sort: { id: ASC }, take: 1 }) {
      items { id customers { items { id } } }
    }
  }`,
  fields({ customerGroups: fields({ items: listOf(fields({ id, customers: people })) }) }),
);

const groupName = query(
  `query ($id: ID!) { customerGroup(id: $id) { name } }`,
  fields({ customerGroup: maybe(fields({ name: text })) }),
);

const ordersOfGroup = query(
  `query ($id: ID!) {
    customerGroup(id: $id) {
      customers { items { orders(options: { sort: { id: DESC } }) { items { active state promotions { id } } } } }
    }
  }`,
  fields({
    customerGroup: maybe(
      fields({
        customers: fields({
          items: listOf(
            fields({
              orders: fields({
                items: listOf(fields({ active: flag, state: text, promotions: listOf(fields({ id })) })),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
);

const createGroup = mutation(
  `mutation ($name: String!) { createCustomerGroup(input: { name: $name }) { id } }`,
  fields({ createCustomerGroup: fields({ id }) }),
);

const addToGroup = mutation(
  `mutation ($id: ID!, $customers: [ID!]!) { addCustomersToGroup(customerGroupId: $id, customerIds: $customers) { id } }`,
  fields({ addCustomersToGroup: fields({ id }) }),
  { repeatable: true },
);

const removeGroup = mutation(
  `mutation ($id: ID!) { deleteCustomerGroup(id: $id) { result } }`,
  fields({ deleteCustomerGroup: fields({ result: text }) }),
);

const PREFIX = 'Shop Journeys ';

/** The group that alone may use a promotion. */
export function groupOf({ conditions }: Restricted): string | undefined {
  const condition = conditions.find(({ code }) => code === 'customer_group');
  return condition?.args.find(({ name }) => name === 'customerGroupId')?.value;
}

/** Vendure keeps promotions for groups only: a coupon for one person has a group of that person, named by its code. */
export class CouponGroups {
  readonly #admin: VendureAdmin;

  constructor(admin: VendureAdmin) {
    this.#admin = admin;
  }

  /** The id of the group of a coupon, made where it is missing. Throws `ShopError`. */
  async ensure(code: string, customer: ShopCustomer): Promise<string> {
    const customers = await this.#customers(customer);
    const group = await this.#named(`${PREFIX}${code}`, customers);
    // A group that is made with people in it is not noticed by carts of theirs that Vendure has seen before.
    await this.#admin.ask(addToGroup, { id: group, customers });
    return group;
  }

  async #named(name: string, customers: readonly string[]): Promise<string> {
    const { customerGroups } = await this.#admin.ask(groupByName, { name });
    const [found] = customerGroups.items;
    if (!found) return String((await this.#admin.ask(createGroup, { name })).createCustomerGroup.id);
    if (found.customers.items.every(({ id: one }) => customers.includes(String(one))))
      return String(found.id);
    throw new ShopError('refused', `Vendure has a customer group “${name}” with other customers in it.`, {
      advice: 'Delete that group in Vendure, and run it again.',
    });
  }

  /** Takes away a group that was made here. One that is gone already is no fault. */
  async remove(group: string | undefined): Promise<void> {
    if (group === undefined) return;
    const { customerGroup } = await this.#admin.ask(groupName, { id: group });
    if (customerGroup?.name.startsWith(PREFIX)) await this.#admin.askUnlessGone(removeGroup, { id: group });
  }

  /** How many orders a promotion counts in; null where it is for everybody, for Vendure has no list of those. */
  async uses(promotion: Restricted): Promise<number | null> {
    const group = groupOf(promotion);
    if (group === undefined) return null;
    const { customerGroup } = await this.#admin.ask(ordersOfGroup, { id: group });
    const orders = customerGroup?.customers.items.flatMap((customer) => customer.orders.items);
    if (!orders) return null;
    return orders.filter(
      ({ active, state, promotions }) =>
        !active &&
        state !== 'Cancelled' &&
        state !== 'Draft' &&
        promotions.some(({ id: one }) => one === promotion.id),
    ).length;
  }

  async #customers({ id: of, email }: ShopCustomer): Promise<string[]> {
    if (of !== null) {
      const { customer } = await this.#admin.ask(customerById, { id: of });
      if (customer) return [String(customer.id)];
    }
    if (email !== null) {
      const { customers } = await this.#admin.ask(customersByEmail, { email: email.toLowerCase() });
      if (customers.items.length > 0) return customers.items.map(({ id: one }) => String(one));
    }
    throw new ShopError(
      'refused',
      'Vendure has no such customer, so it cannot keep a coupon for this person.',
      {
        advice: 'The person must have an account in this shop, or have ordered there before.',
      },
    );
  }
}
