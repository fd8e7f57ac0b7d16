export { connectionProperties, toNodeRedProperties } from '../properties';
export { connectionType, registerConnection } from './connection';
export { registerStep } from './step';
