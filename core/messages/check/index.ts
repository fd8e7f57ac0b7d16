export { type CheckValues, findingsIn, toldFindings, type Written } from './told';
export { findings } from './words';
