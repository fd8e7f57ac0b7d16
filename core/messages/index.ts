export { drafted } from './draft';
export { previewMessage } from './preview';
export { type Reason, reasons } from './reasons';
export type { SendValues } from './plan';
export { scopeOf, styleOf } from './scope';
export { sendMessages } from './send';
export { toldSpend } from './spend';
export { render } from './template';
export { forgetAddress, isAddress, keepAddress, receiveUnsubscribe } from './unsubscribe';
