export {
  balancesOf,
  charge,
  giveBack,
  grant,
  type PointsAsked,
  type PointsHolder,
  type PointsTold,
} from './ledger';
export { changePoints, type PointsValues } from './step';
