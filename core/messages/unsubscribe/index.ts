export { forgetAddress, isAddress, keepAddress, type Links, linkOf, openLinks } from './links';
export { receiveUnsubscribe, type UnsubscribeValues } from './receive';
