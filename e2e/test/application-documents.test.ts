import { describe, inject } from 'vitest';
import { testDocuments } from './application-documents/documents.ts';
import { testWorklist } from './application-documents/worklist.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all tests of documents and lists. */
const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('the documents of a file', () => {
  testDocuments(stage, inject('browserPath'));
});
describe('the lists of the doctors', () => {
  testWorklist(stage);
});
