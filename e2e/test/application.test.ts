import { describe, inject } from 'vitest';
import { testPlanning } from './application/planning.ts';
import { testReception } from './application/reception.ts';
import { testDoctor } from './application/doctor.ts';
import { testSession } from './application/session.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all; each test has its own browser profile. */
const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('signing in and locking', () => {
  testSession(stage);
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
