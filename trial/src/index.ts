export { startTrial, type Trial, type TrialOptions, type TrialStep } from './start-trial.ts';
export { prepareDemonstration, type Demonstration } from './demonstration.ts';
export { openTrialOperator, type TrialOperator } from './trial-operator.ts';
export { threePeople, type PersonToTry } from './three-people.ts';
export { startPractice, type PracticeOptions, type TrialMember, type TrialPractice } from './records/start-practice.ts';
export { startServers, type TrialServers } from './records/start-servers.ts';
export { approveOrder, assertBy, cancelAs, registerApprover, type TrialApprover } from './records/approver.ts';
export { newPerson, type PersonOptions, type TrialPerson } from './records/person.ts';
export { createTrialClock, type TrialClock } from './records/trial-clock.ts';
