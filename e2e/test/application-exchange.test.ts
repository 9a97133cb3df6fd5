import { longDay } from '@etanche/trial';
import { describe, inject } from 'vitest';
import { testArchives } from './application-exchange/archives.ts';
import { testAttachedVaccines } from './application-exchange/attached-vaccines.ts';
import { testCorrectedResults } from './application-exchange/corrected-results.ts';
import { testDecidedTransfers } from './application-exchange/decided-transfers.ts';
import { testDirectory } from './application-exchange/directory.ts';
import { testInbox } from './application-exchange/inbox.ts';
import { testLies } from './application-exchange/lies.ts';
import { testReceivedTransfers } from './application-exchange/received-transfers.ts';
import { testSending } from './application-exchange/sending.ts';
import { testStructured } from './application-exchange/structured.ts';
import { testTransfers } from './application-exchange/transfers.ts';
import { testVaccinations } from './application-exchange/vaccinations.ts';
import { testWaiting } from './application-exchange/waiting.ts';
import { testWholePractice } from './application-exchange/whole-practice.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** Two practices on the same vaults and server: their doctors have written to each other before the first test. */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), longDay, { hasNeighbour: true, keepsSessions: true }),
);

describe('the inbox of a doctor', () => {
  testInbox(stage);
});
describe('a CDA document of a message', () => {
  testStructured(stage);
});
describe('a report whose patient is not certain', () => {
  testWaiting(stage);
});
describe('two doctors of two practices', () => {
  testSending(stage);
});
describe('a whole practice', () => {
  testWholePractice(stage);
});
describe('a whole file', () => {
  testTransfers(stage);
});
describe('a whole file of another practice', () => {
  testReceivedTransfers(stage);
});
describe('a received whole file', () => {
  testDecidedTransfers(stage);
});
// After the tests that count what a file has sent.
describe('a corrected report', () => {
  testCorrectedResults(stage);
});
describe('a vaccination record', () => {
  testVaccinations(stage);
});
describe('the vaccinations', () => {
  testAttachedVaccines(stage);
});
describe('an archive of documents', () => {
  testArchives(stage);
});
describe('a message that is not what it claims', () => {
  testLies(stage);
});
describe('the directory on screen', () => {
  testDirectory(stage);
});
