import { describe, inject } from 'vitest';
import { testClockSteps } from './reliability/clock-steps.ts';
import { testKills } from './reliability/killed.ts';
import { testOneVault } from './reliability/one-vault.ts';
import { startReliability } from './support/reliability/people.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all: to found it and to start its processes costs more than most of the tests. */
const running = whileTesting(() => startReliability(inject('isNightly') ? 90 : 40));

describe('kills', () => {
  testKills(running);
});
describe('wrong clocks', () => {
  testClockSteps(running);
});
// The last tests: they leave a vault that grants nothing today.
describe('one faulty vault', () => {
  testOneVault(running);
});
