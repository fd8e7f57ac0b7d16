export { polledApiOf, polledShops } from './apis';
export { askForChanges } from './ask';
export { startPolling } from './poll';
