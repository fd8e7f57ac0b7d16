export { isInReach } from './addresses';
export { type HttpOptions, openHttp } from './http';
export { contentOf } from './content';
