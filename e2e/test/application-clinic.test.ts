import { describe, inject } from 'vitest';
import { testHistory } from './application-clinic/history.ts';
import { testIdentity } from './application-clinic/identity.ts';
import { testReceptionMemory } from './application-clinic/reception-memory.ts';
import { testVaccines } from './application-clinic/vaccines.ts';
import { testVisit } from './application-clinic/visit.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all tests of the doctor's clinical screens. */
const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('the structured history', () => {
  testHistory(stage);
});
describe('vaccinations', () => {
  testVaccines(stage);
});
describe('the reception’s part of a file', () => {
  testIdentity(stage);
});
describe('a consultation', () => {
  testVisit(stage);
});
describe('the memory of the reception', () => {
  testReceptionMemory(stage);
});
