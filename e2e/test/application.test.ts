import { longDay } from '@etanche/trial';
import { describe, inject } from 'vitest';
import { testDoctor } from './application/doctor.ts';
import { testDocuments } from './application/documents.ts';
import { testEngines } from './application/engines.ts';
import { testLanguages } from './application/languages.ts';
import { testLateAnswers } from './application/late-answers.ts';
import { testLive } from './application/live.ts';
import { testLoading } from './application/loading.ts';
import { testPlanning } from './application/planning.ts';
import { testReception } from './application/reception.ts';
import { testSession } from './application/session.ts';
import { testWorklist } from './application/worklist.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all: to found it costs as much as ten of its tests. */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), longDay, { keepsSessions: true }),
);

describe('signing in and locking', () => {
  testSession(stage);
});
describe('the languages', () => {
  testLanguages(stage);
});
describe('loading', () => {
  testLoading(stage);
});
describe('the reception', () => {
  testReception(stage);
});
describe('the agenda of the reception', () => {
  testPlanning(stage);
});
describe('a doctor', () => {
  testDoctor(stage);
});
describe('two people at work', () => {
  testLive(stage);
});
describe('answers that come after their events', () => {
  testLateAnswers(stage);
});
describe('the documents of a file', () => {
  testDocuments(stage, inject('browserPath'));
});
describe('the lists of the doctors', () => {
  testWorklist(stage);
});
describe('other engines', () => {
  testEngines(stage);
});
