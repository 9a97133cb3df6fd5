import { describe, inject } from 'vitest';
import { testHistory } from './application-clinic/history.ts';
import { testIdentity } from './application-clinic/identity.ts';
import { testOffline } from './application-clinic/offline.ts';
import { testPrinting } from './application-clinic/printing.ts';
import { testReceptionMemory } from './application-clinic/reception-memory.ts';
import { testSettings } from './application-clinic/settings.ts';
import { testVaccines } from './application-clinic/vaccines.ts';
import { testVisit } from './application-clinic/visit.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for the clinical screens, paper, settings and work without the server. */
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
describe('the settings of a practice', () => {
  testSettings(stage);
});
describe('what is printed', () => {
  testPrinting(stage);
});
describe('a doctor without the server', () => {
  testOffline(stage, inject('browserPath'));
});
