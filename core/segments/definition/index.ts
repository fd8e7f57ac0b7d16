export { checkDefinition } from './check';
export { definitionSchema } from './schema';
export type * from './types';
