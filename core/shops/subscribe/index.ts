export { chosenApi, registeringApis, registeringApisOf } from './account';
export { isRegistered, reconcile, removeLeft } from './reconcile';
export { isSubscribed, type RegisterValues, subscribe, unsubscribe } from './registration';
export { standingOf } from './standing';
