import { longDay } from '@etanche/trial';
import { describe, inject } from 'vitest';
import { testDamage } from './application-clinic/damage.ts';
import { testFavourites } from './application-clinic/favourites.ts';
import { testFirstMorning } from './application-clinic/first-morning.ts';
import { testGrowth } from './application-clinic/growth.ts';
import { testHistory } from './application-clinic/history.ts';
import { testIdentity } from './application-clinic/identity.ts';
import { testInteractions } from './application-clinic/interactions.ts';
import { testKeptDialogs } from './application-clinic/kept-dialogs.ts';
import { testKeptForms } from './application-clinic/kept-forms.ts';
import { testOfflineConflict, testOfflineDesk } from './application-clinic/offline-desk.ts';
import { testOffline } from './application-clinic/offline.ts';
import { testPregnancy } from './application-clinic/pregnancy.ts';
import { testPrinting } from './application-clinic/printing.ts';
import { testRenewal } from './application-clinic/renewal.ts';
import { testReceptionMemory } from './application-clinic/reception-memory.ts';
import { testSettings } from './application-clinic/settings.ts';
import { testVaccines } from './application-clinic/vaccines.ts';
import { testVisit } from './application-clinic/visit.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/**
 * One practice for the clinical screens, paper, settings and work without the server. No test uses the units of the
 * secretary before the first one in which her server is away.
 */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), longDay, { hasWork: true, keepsSessions: true }),
);

describe('the first morning of the demonstration', () => {
  testFirstMorning(stage);
});
describe('the reception before anyone else worked there', () => {
  testOfflineDesk(stage, inject('browserPath'));
});
describe('the structured history', () => {
  testHistory(stage);
});
describe('a file that does not verify', () => {
  testDamage(stage);
});
describe('vaccinations', () => {
  testVaccines(stage);
});
describe('favourites of prescriptions', () => {
  testFavourites(stage);
});
describe('growth charts', () => {
  testGrowth(stage);
});
describe('interactions of medicines', () => {
  testInteractions(stage);
});
describe('the renewal of a treatment', () => {
  testRenewal(stage);
});
describe('pregnancies', () => {
  testPregnancy(stage);
});
describe('the reception’s part of a file', () => {
  testIdentity(stage);
});
describe('a consultation', () => {
  testVisit(stage);
});
describe('a form that is not stored', () => {
  testKeptForms(stage);
  testKeptDialogs(stage);
});
describe('the memory of the reception', () => {
  testReceptionMemory(stage);
});
describe('the settings of a practice', () => {
  testSettings(stage);
});
describe('printed pages', () => {
  testPrinting(stage);
});
describe('the reception without the server', () => {
  testOfflineConflict(stage);
});
describe('a doctor without the server', () => {
  testOffline(stage, inject('browserPath'));
});
