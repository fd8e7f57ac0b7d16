/** How deep a category and what it lies in are told. */
export const CATEGORY_LEVELS = 6;

/** A category within those that it lies in; a list of its ancestors would take twice as long to read. */
const withParents = (levels: number, indent = '  '): string =>
  `${indent}name${levels > 1 ? `\n${indent}parent {\n${withParents(levels - 1, `${indent}  `)}\n${indent}}` : ''}`;

/** What the webhooks and the history ask, by the name of the fragment. */
const fragments = {
  Address: `fragment Address on Address {
  firstName
  lastName
  phone
  country {
    code
  }
}`,
  Buyer: `fragment Buyer on User {
  id
  email
  firstName
  lastName
  languageCode
}`,
  Customer: `fragment Customer on User {
  ...Buyer
  dateJoined
  updatedAt
  defaultBillingAddress {
    ...Address
  }
}`,
  Cart: `fragment Cart on Checkout {
  id
  updatedAt
  email
  languageCode
  user {
    ...Buyer
  }
  billingAddress {
    ...Address
  }
  shippingAddress {
    id
  }
  lines {
    quantity
  }
}`,
  Path: `fragment Path on Category {
${withParents(CATEGORY_LEVELS)}
}`,
  Goods: `fragment Goods on Product {
  id
  name
  updatedAt
  category {
    ...Path
  }
  pricing {
    priceRange {
      start {
        gross {
          amount
          currency
        }
      }
    }
  }
  variants {
    trackInventory
    stocks {
      quantity
      quantityAllocated
    }
  }
}`,
  Whole: `fragment Whole on Order {
  id
  created
  isPaid
  userEmail
  languageCode: languageCodeEnum
  user {
    ...Buyer
  }
  billingAddress {
    ...Address
  }
  total {
    gross {
      amount
      currency
    }
  }
  voucherCode
  lines {
    quantity
    totalPrice {
      gross {
        amount
      }
    }
    variant {
      product {
        id
        category {
          ...Path
        }
      }
    }
  }
  transactions {
    events {
      id
      type
      createdAt
      amount {
        amount
        currency
      }
    }
  }
  payments {
    transactions {
      id
      kind
      isSuccess
      created
      amount {
        amount
        currency
      }
    }
  }
}`,
} as const;

/** A document with the fragments that it mentions, directly or through others. */
export function withFragments(document: string): string {
  const used = new Set<string>();
  const texts = [document];
  for (const part of texts) {
    for (const [name, fragment] of Object.entries(fragments)) {
      if (used.has(name) || !part.includes(`...${name}\n`)) continue;
      used.add(name);
      texts.push(fragment);
    }
  }
  return [...texts.slice(1), document].join('\n');
}

const tells = (field: string, fragment: keyof typeof fragments) => () => `${field} {
        ...${fragment}
      }`;
const user = tells('user', 'Customer');
const checkout = tells('checkout', 'Cart');
const order = tells('order', 'Whole');

/** Products have prices in a channel only. */
const product = (channel: string) => `product(channel: ${JSON.stringify(channel)}) {
        ...Goods
      }`;
const variant = (channel: string) => `productVariant(channel: ${JSON.stringify(channel)}) {
        product {
          ...Goods
        }
      }`;

/** Of each topic: the event in Saleor's schema, and what it tells. */
const events: Record<string, { type: string; told: (channel: string) => string }> = {
  customer_created: { type: 'CustomerCreated', told: user },
  customer_updated: { type: 'CustomerUpdated', told: user },
  checkout_created: { type: 'CheckoutCreated', told: checkout },
  checkout_updated: { type: 'CheckoutUpdated', told: checkout },
  order_created: { type: 'OrderCreated', told: order },
  order_fully_paid: { type: 'OrderFullyPaid', told: order },
  order_cancelled: { type: 'OrderCancelled', told: order },
  order_refunded: { type: 'OrderRefunded', told: order },
  order_fully_refunded: { type: 'OrderFullyRefunded', told: order },
  product_created: { type: 'ProductCreated', told: product },
  product_updated: { type: 'ProductUpdated', told: product },
  product_variant_updated: { type: 'ProductVariantUpdated', told: variant },
  product_variant_stock_updated: { type: 'ProductVariantStockUpdated', told: variant },
};

/** The topics that journeys live on. */
export const topics: readonly string[] = Object.keys(events);

/**
 * The query that a webhook to these topics needs. `channel`: the slug of the one whose prices are told.
 * Source: https://docs.saleor.io/developer/extending/webhooks/subscription-webhook-payloads
 */
export function subscriptionTo(chosen: readonly string[], channel: string): string {
  const parts = chosen.flatMap((topic) => {
    const event = events[topic];
    return event
      ? [
          `    ... on ${event.type} {
      ${event.told(channel)}
    }`,
        ]
      : [];
  });
  return withFragments(`subscription {
  event {
    issuedAt
${parts.join('\n')}
  }
}`);
}
