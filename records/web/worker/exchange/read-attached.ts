import { concat, isEtancheError } from '@etanche/core-wire';
import { synthesisOf, type RawResource } from '@etanche/records-fhir';
import { readCda, vaccinationsOfCda, xmlLimits, type SentIdentity } from '@etanche/records-interop';
import type { ReadDocument } from './read-document.ts';
import { headBytes, structuredKind } from './structured-kind.ts';

/** What a CDA document among the attachments brings to a file beside itself. */
export type Attached = {
  readonly place: number;
  readonly identity: SentIdentity;
  readonly vaccinations: readonly RawResource[];
};

/**
 * Reads the attachments that are CDA documents with vaccinations; of another attachment only the first part is fetched.
 *
 * @throws DataError, RecordsClientError for an attachment that cannot be fetched or verified
 */
export async function readAttached({
  body: { attachments },
  attachment,
}: {
  readonly body: { readonly attachments: readonly unknown[] };
  readonly attachment: (place: number) => Promise<ReadableStream<Uint8Array>>;
}): Promise<readonly Attached[]> {
  const read = attachments.map(async (_, place): Promise<Attached[]> => {
    const bytes = await cdaBytes(await attachment(place));
    return bytes === null ? [] : attachedOf(bytes, place);
  });
  return (await Promise.all(read)).flat();
}

/** What an attached CDA document brings; nothing for one that cannot be read or is about two people. */
export function attachedOf(bytes: Uint8Array, place: number): Attached[] {
  try {
    const document = readCda(bytes, xmlLimits);
    const vaccinations = vaccinationsOfCda(document, 'Patient/received');
    return vaccinations.length === 0 ? [] : [{ place, identity: document.patient.identity, vaccinations }];
  } catch (error) {
    // The attachment itself is shown with the reason.
    if (!isEtancheError(error)) throw error;
    return [];
  }
}

/**
 * A message with what its attachments bring. Of a message about several people nothing is filed, and of its attachments
 * neither. A vaccination that both have is compared as one that a document has twice.
 */
export function withAttached(read: ReadDocument, attached: readonly Attached[]): ReadDocument {
  if (read.fault === 'several_patients' || attached.length === 0) return read;
  const added = attached.flatMap(({ place, vaccinations }) =>
    vaccinations.map((one, i) => [`attachment/${place}/${i}`, one] as const),
  );
  const vaccinations = new Map([...read.vaccinations, ...added]);
  const sources = Array.from(vaccinations, ([id, { resource }]) => ({ id, resource }));
  const { vaccines } = synthesisOf(sources);
  return { ...read, vaccinations, vaccines, attached: attached.map(({ identity }) => identity) };
}

/** The bytes of a CDA document; null for another file, of which no more is read than its kind needs. */
async function cdaBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
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
      if (structuredKind(concat(...parts)) !== 'cda') {
        await reader.cancel();
        return null;
      }
    }
    if (value === undefined) return concat(...parts);
  }
}
