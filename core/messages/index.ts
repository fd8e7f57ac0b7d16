export { drafted } from './draft';
export { previewMessage } from './preview';
export { type Reason, reasons } from './reasons';
export type { SendValues } from './plan';
export { sendMessages } from './send';
export { toldSpend } from './spend';
export { forgetAddress, isAddress, keepAddress, receiveUnsubscribe } from './unsubscribe';
