export { chooseChannels } from './step';
