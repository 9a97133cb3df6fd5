import { describe, inject } from 'vitest';
import { testDocuments } from './application-documents/documents.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One practice for all tests of documents. */
const stage = whileTesting(() => openApplication(inject('browserPath'), inject('testServer')));

describe('the documents of a file', () => {
  testDocuments(stage, inject('browserPath'));
});
