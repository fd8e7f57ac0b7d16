export { handleUnsettled } from './step';
export { toldUnsettled } from './told';
