export { webhookSecret } from './connection';
export { parseGeneric } from './body';
export { genericEvent, MalformedError } from './parse';
export { disbelieve } from './verify';
