import { describe, inject } from 'vitest';
import { testPrinting } from './application-paper/printing.ts';
import { testSettings } from './application-paper/settings.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('the settings of a practice', () => {
  testSettings(stage);
});
describe('what is printed', () => {
  testPrinting(stage);
});
