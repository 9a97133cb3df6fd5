import {
  attachmentOf,
  readDocument,
  removalReasonOf,
  thumbnailOf,
  type DocumentFacts,
} from '../clinical/document-entry.ts';
import { readLetter } from '../clinical/build-letter.ts';
import { isInError } from '../clinical/write-entry.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import { isDeposit } from '../resource/deposit-rule.ts';
import { dateOf } from './problems.ts';
import { newestFirst, ofType, type ViewSource } from './view-source.ts';

export interface DocumentView {
  readonly id: string;
  /** Date of the document itself; of its reference if that is not known. */
  readonly date: string | null;
  readonly title: string;
  readonly author: string | null;
  readonly facts: DocumentFacts;
  /** As declared. The display depends on the bytes. */
  readonly contentType: string | null;
  /** In bytes. */
  readonly size: number | null;
  /** `letter`: written here; `missing`: the reference of another program names no content that the file has. */
  readonly content: 'letter' | 'file' | 'missing';
  /** A small image, base64. */
  readonly thumbnail: string | null;
}

export interface RemovedDocument {
  readonly id: string;
  readonly date: string | null;
  readonly title: string;
  readonly reason: string | null;
}

/** The documents of a file, newest first, without those that were removed or wait to be filed. */
export function documentsOf(sources: readonly ViewSource[]): DocumentView[] {
  return newestFirst(
    documents(sources)
      .filter(({ resource }) => !isInError(resource))
      .map(({ id, resource }): DocumentView => {
        const attachment = attachmentOf(resource);
        const { size } = attachment;
        const facts = readDocument(resource);
        return {
          ...{ id, date: dateOfDocument(resource), title: facts.title, facts },
          author: authorOf(resource),
          contentType: text(attachment['contentType']),
          size: typeof size === 'number' ? size : null,
          content: readLetter(resource) !== null ? 'letter' : hasContent(attachment) ? 'file' : 'missing',
          thumbnail: thumbnailOf(resource),
        };
      }),
  );
}

export function removedDocumentsOf(sources: readonly ViewSource[]): RemovedDocument[] {
  return newestFirst(
    documents(sources)
      .filter(({ resource }) => isInError(resource))
      .map(({ id, resource }) => ({
        ...{ id, date: dateOfDocument(resource), title: readDocument(resource).title },
        reason: removalReasonOf(resource),
      })),
  );
}

function documents(sources: readonly ViewSource[]): readonly ViewSource[] {
  return ofType(sources, 'DocumentReference').filter(({ resource }) => !isDeposit(resource));
}

function dateOfDocument(resource: JsonObject): string | null {
  return text(attachmentOf(resource)['creation']) ?? dateOf(resource, 'date');
}

function authorOf(resource: JsonObject): string | null {
  return text(objects(resource['author'])[0]?.['display']);
}

/** Stored data of an import is an extension of `data` (docs/protocol.md 8.6). */
function hasContent(attachment: JsonObject): boolean {
  return text(attachment['url']) !== null || text(attachment['data']) !== null || isObject(attachment['_data']);
}
