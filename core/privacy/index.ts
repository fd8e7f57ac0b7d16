export { handlePrivacy } from './step';
