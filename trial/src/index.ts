export { startTrial, type Trial, type TrialOptions, type TrialStep } from './start-trial.ts';
export type { Demonstration } from './demonstration.ts';
export type { TrialOperator } from './trial-operator.ts';
export { threePeople, type PersonToTry } from './three-people.ts';
export { startPractice, type PracticeOptions, type TrialPractice } from './records/start-practice.ts';
export {
  populatePractice,
  type PracticePlace,
  type TrialMember,
  type TrialPeople,
} from './records/populate-practice.ts';
export { startServers, type ServersOptions, type TrialServers } from './records/start-servers.ts';
export { assertBy, registerApprover, type TrialApprover } from './records/approver.ts';
export { goLive, importPatients, type PatientsToImport } from './records/import-patients.ts';
export { startOwnPostgres } from './records/own-postgres.ts';
export { createPracticeDatabases } from './records/practice-databases.ts';
export { newPerson, type PersonOptions, type TrialPerson } from './records/person.ts';
export {
  startApplication,
  type ApplicationOptions,
  type ApplicationStep,
  type RunningApplication,
} from './application/start-application.ts';
export { longDay } from './application/long-day.ts';
export { startInstallation, type RunningInstallation } from './application/start-installation.ts';
export { startPasskeyService } from './application/passkey-service.ts';
export { createTrialClock, type TrialClock } from './records/trial-clock.ts';
export { addGateway, type TrialGateway } from './records/add-gateway.ts';
export { startMailServers, type MailServers } from './gateway/mail-servers.ts';
export { makeLoopbackCertificate } from './gateway/loopback-certificate.ts';
