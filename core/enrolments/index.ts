export { type Candidate, enrol, type Enrolled, type ReEntry } from './enrol';
export { knownIn, lookUp } from './look-up';
export type { Contact, Passage } from './passage';
export { type PassageItem, passagesOf } from './passages';
export { toldEvent, toldPeople } from './told';
export { zoneOf } from './zone';
