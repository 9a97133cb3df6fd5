import { buildDeposit, buildDocument, type DocumentFacts } from '@etanche/records-fhir';
import { DataError, type AttachOptions, type PatientFile } from '@etanche/records-client';
import type { Thumbnail } from '../../port/document-calls.ts';
import type { DocumentType } from '../../port/recognise-document.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { encodeDeposit } from '../deposit-content.ts';
import { referenceTo } from '../reference-to.ts';

export type NewDocument = {
  /** Record id of the resource, drawn once. */
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly type: DocumentType;
  readonly facts: DocumentFacts;
  readonly thumbnail: Thumbnail | null;
  /** True for a member who may not file it: it is sealed to the doctors. */
  readonly isDeposit: boolean;
  readonly author: string;
  /** In ms since 1970. */
  readonly at: number;
};

/** Adds a document to a file, once: a document under this id is of an earlier attempt. */
export async function sendDocument(
  file: PatientFile,
  { id, bytes, type, facts, thumbnail, isDeposit, author, at }: NewDocument,
  options: AttachOptions,
): Promise<void> {
  if (file.resource(id) !== null) return;
  const context = { patient: referenceTo(file), author, at: withPracticeOffset(practiceClock(at)) };
  try {
    if (isDeposit)
      await file.deposit(encodeDeposit({ bytes, facts, thumbnail }), (element) => buildDeposit(element, context), {
        ...options,
        id,
      });
    else
      await file.attach(
        {
          id,
          content: bytes,
          contentType: type,
          resource: (element) => buildDocument(facts, element, thumbnail, context),
        },
        options,
      );
  } catch (error) {
    // An attempt whose answer was lost has arrived in the meantime.
    if (!(error instanceof DataError) || error.code !== 'conflict' || file.resource(id) === null) throw error;
  }
}
