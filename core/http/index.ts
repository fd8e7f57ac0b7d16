export { isInReach } from './addresses';
export { type HttpOptions, openHttp } from './http';
export { pageHeaders, textHeaders } from './page';
