import { concat, isEtancheError } from '@etanche/core-wire';
import type { RawResource } from '@etanche/records-fhir';
import { readCda, vaccinationsOfCda, xmlLimits, type SentIdentity } from '@etanche/records-interop';
import type { ArchiveView } from '../../port/exchange-calls.ts';
import { fewVaccines } from './few-vaccines.ts';
import { readArchive } from './read-archive.ts';
import type { ReadDocument } from './read-document.ts';
import { headBytes, structuredKind } from './structured-kind.ts';

/** The vaccinations and traits of a CDA document or an archive among the attachments. */
export type Attached = {
  readonly place: number;
  /** The patient, to compare with that of a file. */
  readonly identity: SentIdentity;
  readonly vaccinations: readonly RawResource[];
  /** Null for a CDA document. */
  readonly archive: Pick<ArchiveView, 'documents' | 'left'> | null;
};

/**
 * Reads the attachments that are CDA documents or archives; of another attachment only the first part is fetched.
 *
 * @param time of the message, milliseconds since 1970
 * @throws DataError, RecordsClientError for an attachment that cannot be fetched or verified
 */
export async function readAttached({
  body: { attachments },
  attachment,
  time,
}: {
  readonly body: { readonly attachments: readonly unknown[] };
  readonly attachment: (place: number) => Promise<ReadableStream<Uint8Array>>;
  readonly time: number;
}): Promise<readonly Attached[]> {
  const read = attachments.map(async (_, place): Promise<Attached[]> => {
    const bytes = await structuredBytes(await attachment(place));
    return bytes === null ? [] : attachedOf(bytes, place, time);
  });
  return (await Promise.all(read)).flat();
}

/** Reads an attachment. Empty for one that cannot be read, is about two people, or stays one file. */
export function attachedOf(bytes: Uint8Array, place: number, time: number): Attached[] {
  if (structuredKind(bytes) === 'archive') {
    const archive = readArchive(bytes, time);
    if (archive === null) return [];
    const { patient: identity, documents, left } = archive;
    // A request to withdraw a document brings nothing of it.
    const kept = documents.filter(({ origin }) => origin?.request !== 'cancel');
    const vaccinations = kept.flatMap(({ cda }) => (cda === null ? [] : vaccinationsOfCda(cda, owner)));
    const shown = documents.map(({ path, facts }) => ({ path, ...facts }));
    return [{ place, identity, vaccinations, archive: { documents: shown, left } }];
  }
  try {
    const document = readCda(bytes, xmlLimits);
    const vaccinations = vaccinationsOfCda(document, owner);
    return [{ place, identity: document.patient.identity, vaccinations, archive: null }];
  } catch (error) {
    // The attachment itself is shown with the reason.
    if (!isEtancheError(error)) throw error;
    return [];
  }
}

/** The Patient of vaccinations that are in no file yet. */
const owner = 'Patient/received';

/**
 * A message with what its attachments bring. Of a message about several people nothing is filed, and of its attachments
 * neither. A vaccination that both have is compared as one that a document has twice.
 */
export function withAttached(read: ReadDocument, attached: readonly Attached[]): ReadDocument {
  if (read.fault === 'several_patients' || attached.length === 0) return read;
  const added = attached.flatMap(({ place, vaccinations }) =>
    vaccinations.map((one, i) => [`attachment/${place}/${i}`, one] as const),
  );
  const few = fewVaccines(new Map([...read.vaccinations, ...added]), read.vaccinesLeft);
  const archives = attached.flatMap(({ place, archive }) => (archive === null ? [] : [{ place, ...archive }]));
  return { ...read, ...few, archives, attached: attached.map(({ identity }) => identity) };
}

/** The bytes of a CDA document or an archive; null for another file, of which no more is read than its kind needs. */
async function structuredBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  let isKnown = false;
  for (;;) {
    const { value } = await reader.read();
    if (value !== undefined) {
      parts.push(value);
      length += value.length;
    }
    if (!isKnown && (value === undefined || length >= headBytes)) {
      isKnown = true;
      if (structuredKind(concat(...parts)) === null) {
        await reader.cancel();
        return null;
      }
    }
    if (value === undefined) return concat(...parts);
  }
}
