import type { DocumentFacts } from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';
import type { DocumentType } from './recognise-document.ts';

/** A small image of a document that is an image, base64. */
export type Thumbnail = { readonly contentType: 'image/jpeg'; readonly data: string };

/** A document that the reception left for a doctor to file. Its content is sealed to the doctors. */
export type DepositView = {
  readonly id: string;
  /** FHIR instant. */
  readonly at: string;
  readonly author: string;
  /** In bytes, sealed. */
  readonly size: number;
};

/** The content of a document. A type is recognised by the bytes; null for one that is not shown. */
export type DocumentContent = { readonly type: DocumentType | null; readonly bytes: Uint8Array };

export type DocumentCalls = {
  /**
   * Adds a document to a file. A doctor's is filed at once; another member's is sealed to the doctors, who file it.
   * `document` events report the progress, and aborting the call cancels it.
   *
   * @param key names the upload in its events
   */
  documentAdd(input: {
    readonly scope: string;
    readonly key: string;
    readonly file: Blob;
    readonly facts: DocumentFacts;
    readonly thumbnail: Thumbnail | null;
  }): readonly Written[];
  /** @throws `not_found` for a document whose content is not in the file */
  documentRead(input: { readonly scope: string; readonly id: string }): DocumentContent;
  documentEdit(input: {
    readonly scope: string;
    readonly id: string;
    readonly facts: DocumentFacts;
  }): readonly Written[];
  documentRemove(input: { readonly scope: string; readonly id: string; readonly reason: string }): readonly Written[];
  documentRestore(input: { readonly scope: string; readonly id: string }): readonly Written[];
  /** Opens a deposit, with the description that the reception gave it. For doctors. */
  depositRead(input: { readonly scope: string; readonly id: string }): DocumentContent & {
    readonly facts: DocumentFacts;
  };
  /** Files a deposit in the clinical part, and deletes it from the reception's. */
  depositFile(input: {
    readonly scope: string;
    readonly id: string;
    readonly facts: DocumentFacts;
  }): readonly Written[];
  depositRemove(input: { readonly scope: string; readonly id: string }): readonly Written[];
};

/** An upload goes on. `sealed` bytes of `of` are sealed; after all of them the request is on its way. */
export type DocumentEvents = {
  readonly document: { readonly key: string; readonly sealed: number; readonly of: number };
};
