export { chooseChannels } from './choose';
export { drafted } from './draft';
export { checkPreview, previewMessage } from './preview';
export { type Reason, reasons } from './reasons';
export type { SendValues } from './plan';
export { scopeOf, styleOf } from './scope';
export { sendMessages } from './send';
export { keepTemplates } from './templates';
export { type Address, suppress } from './suppression';
export { toldSpend } from './spend';
export { render } from './template';
export {
  beginTracking,
  callbackAddresses,
  type Ear,
  ears,
  isTracking,
  receiveMessageEvents,
  startListening,
  type StartingValues,
  tellers,
  trackingAddress,
} from './tracking';
export { handleUnsettled, toldUnsettled } from './unsettled';
export { mediaParameter, pageAddress, receiveUnsubscribe } from './unsubscribe';
