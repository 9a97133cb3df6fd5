import { describe, inject } from 'vitest';
import { testEmergency } from './application-practice/emergency.ts';
import { testGateway } from './application-practice/gateway.ts';
import { testMembers } from './application-practice/members.ts';
import { testProtection } from './application-practice/protection.ts';
import { burstsOnce, openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for the tests that change its members, limits and kit; later ones see what earlier ones did. */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), burstsOnce, { keepsSessions: true }),
);

describe('the protection of a practice', () => {
  testProtection(stage);
});
describe('an emergency', () => {
  testEmergency(stage);
});
describe('the members of a practice', () => {
  testMembers(stage);
});
describe('the gateway of a practice', () => {
  testGateway(stage);
});
