export { checkPeople, type CheckValues } from './check';
export { type BuiltSegment, type ConditionRow, definitionOf, messageEvents } from './editor';
export { definitionText, estimateAudience } from './estimate';
export { listAudience, type ListValues } from './list';
export { segmentsOf } from './named';
export { askedOf, meet, type Met, runAlike, tell } from './people';
export { routePeople, type RouteValues } from './route';
export { type Stage, stageOf, stages } from './stages';
export { startOnSegment, startPeople, type TriggerValues } from './trigger';
