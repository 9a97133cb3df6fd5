import { describe, inject } from 'vitest';
import { testOfflineDesk } from './application-clinic/offline-desk.ts';
import { openApplication, longDay } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** A practice in which no other test uses the secretary's units before her server is away. */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), longDay, { hasWork: true }),
);

describe('the reception without the server', () => {
  testOfflineDesk(stage, inject('browserPath'));
});
