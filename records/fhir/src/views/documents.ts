import {
  attachmentOf,
  readDocument,
  removalReasonOf,
  thumbnailOf,
  type DocumentFacts,
} from '../clinical/document-entry.ts';
import { readLetter } from '../clinical/build-letter.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import { isDeposit } from '../resource/deposit-rule.ts';
import { marksOf, type DocumentMark } from '../versions/document-origin.ts';
import {
  relationsOf,
  remarksOf,
  versionKeyOf,
  versionStateOf,
  type VersionRelation,
  type VersionRemark,
  type VersionState,
} from '../versions/version-state.ts';
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
  readonly version: VersionView;
  /** Wishes of the sender about its readers. */
  readonly marks: readonly DocumentMark[];
}

/** The place of a document among its versions. Dates are those of the filing, FHIR instants. */
export interface VersionView {
  readonly state: Exclude<VersionState, 'removed'>;
  readonly earlier: readonly {
    readonly id: string;
    readonly code: VersionRelation['code'];
    /** Date of the earlier document, as `DocumentView.date`. */
    readonly date: string | null;
    readonly title: string;
  }[];
  /** The document that replaced, corrected or withdrew this one; null for none in this file. */
  readonly later: { readonly id: string; readonly code: VersionRelation['code']; readonly at: string | null } | null;
  readonly remarks: readonly VersionRemark[];
}

export interface RemovedDocument {
  readonly id: string;
  readonly date: string | null;
  readonly title: string;
  readonly reason: string | null;
}

/**
 * The documents of a file, newest first, without those that were removed or wait to be filed. Versions that were
 * replaced or withdrawn are among them, each with its state.
 */
export function documentsOf(sources: readonly ViewSource[]): DocumentView[] {
  const versions = versionsOf(documents(sources));
  return newestFirst(
    documents(sources)
      .filter(({ resource }) => versionStateOf(resource) !== 'removed')
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
          ...{ version: versions(id, resource), marks: marksOf(resource) },
        };
      }),
  );
}

/** The documents that stand: not those that were replaced or withdrawn, nor the requests to withdraw one. */
export function isCurrentDocument({ version }: Pick<DocumentView, 'version'>): boolean {
  return version.state === 'current';
}

export function removedDocumentsOf(sources: readonly ViewSource[]): RemovedDocument[] {
  return newestFirst(
    documents(sources)
      .filter(({ resource }) => versionStateOf(resource) === 'removed')
      .map(({ id, resource }) => ({
        ...{ id, date: dateOfDocument(resource), title: readDocument(resource).title },
        reason: removalReasonOf(resource),
      })),
  );
}

/** Reads the relations between documents once, for all of them. */
function versionsOf(all: readonly ViewSource[]): (id: string, resource: JsonObject) => VersionView {
  const byKey = new Map(
    all.flatMap(({ id, resource }) => {
      const key = versionKeyOf(resource);
      return key === null ? [] : [[key, { id, resource }] as const];
    }),
  );
  const later = new Map<string, NonNullable<VersionView['later']>>();
  for (const { id, resource } of all)
    for (const { key, code } of relationsOf(resource)) {
      const earlier = byKey.get(key)?.id;
      const at = text(resource['date']);
      const known = earlier === undefined ? undefined : later.get(earlier);
      // The last one says what the document is now.
      if (earlier !== undefined && (known?.at ?? '') <= (at ?? '')) later.set(earlier, { id, code, at });
    }
  return (id, resource) => {
    const state = versionStateOf(resource);
    return {
      state: state === 'removed' ? 'current' : state,
      earlier: relationsOf(resource).flatMap(({ key, code }) => {
        const found = byKey.get(key);
        if (found === undefined) return [];
        const { title } = readDocument(found.resource);
        return [{ id: found.id, code, date: dateOfDocument(found.resource), title }];
      }),
      later: later.get(id) ?? null,
      remarks: remarksOf(resource),
    };
  };
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
