export { type ConsentWord, isConsent, MARKETING, type Proof, recordConsents, wordsIn } from './consent';
export {
  contactColumns,
  type ContactNews,
  contactOf,
  type ContactRow,
  insertContacts,
  loadContacts,
  mergeNews,
  updateContacts,
} from './contacts';
export {
  aboutCategory,
  aboutCoupon,
  aboutOrder,
  aboutsOf,
  categoryKey,
  couponKey,
  customerIdentity,
  emailIdentity,
  type EventData,
  type Identity,
  type MessageFacts,
  type OrderFacts,
  type OrderItem,
  orderIdentity,
  partsOf,
  phoneIdentity,
  type ShopEvent,
} from './event';
export { findContacts, identityKey, resolveIdentities, type Resolved } from './identities';
export { mergeContacts } from './merge';
export { type EventName, eventNames, ownName, productEventNames } from './names';
export { type OrderRow, type PartRow, writeOrders, writeParts } from './orders';
export { mergeProfiles, parseProfile, plainProfile, type Profile, profileSaid } from './profile';
export type { Subscription } from './subscription';
export { keptOrder, recordSightings, recountOrders } from './rollups';
export { identify, type RehearsalRule, type Taken, takeEvents, takeHistory } from './take';
