import { describe, inject } from 'vitest';
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
describe('a doctor', () => {
  testDoctor(stage);
});
