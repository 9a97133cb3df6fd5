import { fromBase64url, sha256, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { labels } from '@etanche/core-wire';
import {
  attachmentOf,
  buildDocument,
  objects,
  readDocument,
  readOrigin,
  text,
  withOrigin,
  type DocumentFacts,
  type DocumentOrigin,
} from '@etanche/records-fhir';
import { base64Of, bytesOfValue } from '../attachments/base64-pieces.ts';
import { untrusted } from '../data/data-error.ts';
import type { KeyedHash } from '../import/record-ids.ts';
import { receivedSystem } from '../results/received-document.ts';

/** A received report whose patient is not certain. */
export type ReceivedReport = {
  /** The exact bytes that the sender sent, at most 50 MiB. */
  readonly content: Bytes;
  readonly contentType: string;
  readonly facts: DocumentFacts;
  /** The sender as a person reads it, such as the name of a laboratory. */
  readonly from: string;
  /** FHIR instant of the receipt. */
  readonly at: string;
  /** The sender's statement about its versions; null for a file that says nothing. */
  readonly origin: DocumentOrigin | null;
};

/** The report of an opened scope, without its bytes. */
export type WaitingReport = Omit<ReceivedReport, 'content'> & {
  /** SHA-256 of the bytes, base64url. */
  readonly hash: string;
};

/**
 * Scope and record id of a report: the same bytes always wait in the same place. A request to withdraw a document may
 * have the bytes of the document itself, and has a place of its own.
 *
 * @param hash keyed with the index secret
 */
export async function placeOf(
  hash: KeyedHash,
  content: string,
  origin: DocumentOrigin | null,
): Promise<{ readonly scope: string; readonly id: string }> {
  const kind = origin?.request === 'cancel' ? ['withdrawal'] : [];
  const scope = toRecordId(await hash(16, labels.receivedReport, fromBase64url(content, 32), ...kind));
  return { scope, id: await recordOf(hash, scope) };
}

export async function recordOf(hash: KeyedHash, scope: string): Promise<string> {
  return toRecordId(await hash(16, labels.receivedReport, 'report', scope));
}

export function hashOf(content: Bytes): string {
  return toBase64url(sha256(content));
}

/** The text of the DocumentReference in which a report waits, with the bytes in it. */
export function reportText({ content, contentType, facts, from, at, origin }: ReceivedReport): string {
  const file = { contentType, url: '', size: content.length };
  const built = buildDocument(facts, file, null, { patient: '', author: from, at });
  const { subject: _subject, ...document } = built;
  const { url: _url, ...attachment } = attachmentOf(built);
  const identified = { ...document, identifier: [{ system: receivedSystem, value: hashOf(content) }] };
  return JSON.stringify({
    ...(origin === null ? identified : withOrigin(identified, origin)),
    content: [{ attachment: { ...attachment, data: base64Of(content) } }],
  });
}

/** @throws DataError `could_not_check` for a resource that is no report */
export function readReportText(json: string): WaitingReport {
  const resource = JSON.parse(json) as ReturnType<typeof buildDocument>;
  const hash = text(objects(resource['identifier']).find(({ system }) => system === receivedSystem)?.['value']);
  const contentType = text(attachmentOf(resource)['contentType']);
  const from = text(objects(resource['author'])[0]?.['display']);
  const at = text(resource['date']);
  if (hash === null || contentType === null || from === null || at === null)
    throw untrusted('a report without its parts');
  return { hash, contentType, from, at, facts: readDocument(resource), origin: readOrigin(resource) };
}

/** The bytes of a report. @throws DataError `could_not_check` for other bytes than its hash names */
export function contentOf(exact: string, { hash }: WaitingReport): Bytes {
  const data = text(attachmentOf(JSON.parse(exact) as ReturnType<typeof buildDocument>)['data']) ?? '';
  const pieces = Array.from(bytesOfValue(data, 0, data.length, true));
  const content = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    content.set(piece, at);
    at += piece.length;
  }
  if (hashOf(content) !== hash) throw untrusted('a report with other bytes');
  return content;
}
