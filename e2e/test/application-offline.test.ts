import { describe, inject } from 'vitest';
import { testOffline } from './application/offline.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('a doctor at work', () => {
  testOffline(stage, inject('browserPath'));
});
