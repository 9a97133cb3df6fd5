import { afterAll, beforeAll, describe, inject } from 'vitest';
import { testClockSteps } from './reliability/clock-steps.ts';
import { testKills } from './reliability/killed.ts';
import { testOneVault } from './reliability/one-vault.ts';
import { startReliability, type Reliability } from './support/reliability/people.ts';

let started: (Reliability & AsyncDisposable) | undefined;

/** One practice for all: to found it and to start its processes costs more than most of the tests. */
const running: Reliability = {
  get stage() {
    return open().stage;
  },
  get searches() {
    return open().searches;
  },
  get people() {
    return open().people;
  },
};

function open(): Reliability {
  if (started === undefined) throw new Error('the practice runs while the tests run');
  return started;
}

beforeAll(async () => {
  started = await startReliability(inject('isNightly') ? 90 : 40);
});

afterAll(async () => {
  await started?.[Symbol.asyncDispose]();
});

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
