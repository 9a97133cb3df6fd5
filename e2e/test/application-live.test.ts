import { describe, inject } from 'vitest';
import { testLive } from './application/live.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('two people at work', () => {
  testLive(stage);
});
