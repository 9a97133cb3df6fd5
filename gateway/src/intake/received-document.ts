import type { Bytes } from '@etanche/core-wire';
import type { DocumentFacts, DocumentOrigin } from '@etanche/records-fhir';
import type { SentIdentity } from '@etanche/records-interop';

/** A document from outside, before anybody knows to whom it belongs. */
export type ReceivedDocument = {
  /** The bytes that the sender sent. */
  readonly content: Bytes;
  /** RFC 6838, such as `application/pdf`. */
  readonly contentType: string;
  readonly facts: DocumentFacts;
  /** The sender as a person reads it; empty if unknown. */
  readonly from: string;
  readonly identity: SentIdentity;
  /** Which version of which document it is, as it says; null for a file that says nothing, such as a scan. */
  readonly origin: DocumentOrigin | null;
  /** The results that the document has, for a patient's file. */
  readonly resources: (
    patient: string,
    newId: () => string,
  ) => readonly { readonly id: string; readonly text: string }[];
};

/** Why a file or a mail is refused as a whole. The code says nothing about a patient. */
export type IntakeRefusal = { readonly code: string };

export function isRefusal(read: readonly ReceivedDocument[] | IntakeRefusal): read is IntakeRefusal {
  return 'code' in read;
}
