export { startTrial, type Trial, type TrialOptions, type TrialStep } from './start-trial.ts';
export { prepareDemonstration, type Demonstration } from './demonstration.ts';
export { openTrialOperator, type TrialOperator } from './trial-operator.ts';
export { threePeople, type PersonToTry } from './three-people.ts';
export { startPractice, type PracticeOptions, type TrialPractice } from './records/start-practice.ts';
export {
  populatePractice,
  type PracticePlace,
  type TrialMember,
  type TrialPeople,
} from './records/populate-practice.ts';
export { startServers, type TrialServers } from './records/start-servers.ts';
export { approveOrder, assertBy, cancelAs, registerApprover, type TrialApprover } from './records/approver.ts';
export { goLive, importPatients, type PatientsToImport } from './records/import-patients.ts';
export { startOwnPostgres } from './records/own-postgres.ts';
export { newPerson, type PersonOptions, type TrialPerson } from './records/person.ts';
export { createTrialClock, type TrialClock } from './records/trial-clock.ts';
