import { fields, key, listOf, maybe, text, type TypeOf } from '../shape';
import { type Buyer, type Customer, digitsOf } from './customer';

/** What is asked of a customer, also within an order. */
export const customerSelection = `
  id
  firstName
  lastName
  tags
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber smsMarketingConsent { state updatedAt } }
`;

const buyerFields = {
  id: key,
  firstName: maybe(text),
  lastName: maybe(text),
  tags: listOf(text),
  defaultEmailAddress: maybe(
    fields({ emailAddress: text, marketingState: text, marketingUpdatedAt: maybe(text) }),
  ),
  defaultPhoneNumber: maybe(
    fields({
      phoneNumber: text,
      smsMarketingConsent: maybe(fields({ state: text, updatedAt: maybe(text) })),
    }),
  ),
};

export const buyerNode = fields(buyerFields);
export const customerNode = fields({ ...buyerFields, createdAt: text, updatedAt: text });

/** As the webhooks write it. */
export function buyerBody(node: TypeOf<typeof buyerNode>): Buyer {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = node;
  const sms = phone?.smsMarketingConsent;
  return {
    id: digitsOf(node.id, node.id),
    admin_graphql_api_id: node.id,
    email: email?.emailAddress,
    phone: phone?.phoneNumber,
    first_name: node.firstName,
    last_name: node.lastName,
    tags: node.tags.join(','),
    email_marketing_consent: email && {
      state: email.marketingState,
      consent_updated_at: email.marketingUpdatedAt,
    },
    sms_marketing_consent: sms && { state: sms.state, consent_updated_at: sms.updatedAt },
  };
}

/** As the webhooks write it. */
export function customerBody(node: TypeOf<typeof customerNode>): Customer {
  const { id } = node;
  return {
    ...buyerBody(node),
    id: digitsOf(id, id),
    created_at: node.createdAt,
    updated_at: node.updatedAt,
  };
}
