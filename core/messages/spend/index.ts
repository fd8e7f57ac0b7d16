export { checkBudget, overBudget } from './budget';
export { type Cost, costOf, type SpendValues, toldCost } from './cost';
export { charge, giveBack } from './ledger';
export { toldSpend } from './told';
