export { confirmLink } from './confirm-link';
export { forgetAddress, isAddress, keepAddress, type Links, linkOf, openLinks } from './links';
export { mediaParameter } from './media';
export { receiveUnsubscribe, type UnsubscribeValues } from './receive';
