export { type RfmCell, rfmOfBase, type RfmOfBase } from './rfm';
export { countStages, type StageCounts } from './stages';
