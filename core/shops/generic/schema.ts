export type Scalar = string | number;

export interface GenericEvent {
  type: string;
  timestamp: string;
  id?: string;
  data: {
    customer?: {
      id?: Scalar;
      email?: string;
      phone?: string;
      firstName?: string;
      lastName?: string;
      locale?: string;
      timeZone?: string;
      tags?: string[];
      consent?: Record<string, 'granted' | 'withdrawn'>;
      attributes?: Record<string, Scalar>;
    };
    order?: {
      id: Scalar;
      amount?: Scalar;
      currency?: string;
      refunded?: Scalar;
      couponCodes?: string[];
      items?: { product?: Scalar; category?: string; quantity?: number; amount?: Scalar }[];
    };
    cart?: { items: number };
    product?: {
      id: Scalar;
      category?: string;
      price?: Scalar;
      currency?: string;
      title?: string;
      stock?: number;
    };
    message?: { channel: string };
    via?: string;
    points?: number;
  };
}

const short = { type: 'string', maxLength: 320 } as const;
const scalar = { type: ['string', 'number'], maxLength: 128 } as const;
const currency = { type: 'string', minLength: 3, maxLength: 3 } as const;
const key = { ...scalar, pattern: '\\S' } as const;

/** The generic event, published in docs/webhooks.md. Fields that are not named are kept out. */
export const genericEventSchema = {
  type: 'object',
  required: ['type', 'timestamp', 'data'],
  properties: {
    type: { type: 'string', maxLength: 64 },
    timestamp: { type: 'string', format: 'date-time' },
    id: { type: 'string', minLength: 1, maxLength: 256 },
    data: {
      type: 'object',
      properties: {
        customer: {
          type: 'object',
          properties: {
            id: scalar,
            email: short,
            phone: short,
            firstName: short,
            lastName: short,
            locale: short,
            timeZone: short,
            tags: { type: 'array', maxItems: 250, items: { ...short, pattern: '^[^,]*$' } },
            consent: {
              type: 'object',
              maxProperties: 20,
              additionalProperties: { enum: ['granted', 'withdrawn'] },
            },
            attributes: {
              type: 'object',
              maxProperties: 100,
              propertyNames: { maxLength: 64 },
              additionalProperties: { type: ['string', 'number'], maxLength: 1000 },
            },
          },
        },
        order: {
          type: 'object',
          required: ['id'],
          properties: {
            id: key,
            amount: scalar,
            currency,
            refunded: scalar,
            couponCodes: { type: 'array', maxItems: 100, items: short },
            items: {
              type: 'array',
              maxItems: 1000,
              items: {
                type: 'object',
                properties: {
                  product: key,
                  category: short,
                  quantity: { type: 'integer', minimum: 0, maximum: 1_000_000 },
                  amount: scalar,
                },
              },
            },
          },
        },
        cart: {
          type: 'object',
          required: ['items'],
          properties: { items: { type: 'integer', minimum: 0, maximum: 1_000_000 } },
        },
        product: {
          type: 'object',
          required: ['id'],
          properties: {
            id: key,
            category: short,
            price: scalar,
            currency,
            title: short,
            stock: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
          },
        },
        message: { type: 'object', required: ['channel'], properties: { channel: short } },
        via: short,
        points: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
      },
    },
  },
} as const;
