export { startTrial, type Trial, type TrialOptions, type TrialStep } from './start-trial.ts';
export { prepareDemonstration, type Demonstration } from './demonstration.ts';
export { openTrialOperator, type TrialOperator } from './trial-operator.ts';
export { threePeople, type PersonToTry } from './three-people.ts';
