export { confirmLink } from './confirm-link';
export { type Links, linkOf, linksOf, openLinks, pageAddress } from './links';
export { pageOf, unknownLink } from './page';
export { mediaParameter } from './media';
export { receiveUnsubscribe, type UnsubscribeValues } from './receive';
