import { isEtancheError } from '@etanche/core-wire';
import type { DocumentFacts, DocumentOrigin } from '@etanche/records-fhir';
import {
  kindOfType,
  originOfCda,
  originOfEntry,
  readXdm,
  type CdaDocument,
  type SentIdentity,
  type XdmArchive,
  type XdmDocument,
} from '@etanche/records-interop';
import type { ArchiveView } from '../../port/exchange-calls.ts';
import { mostDocumentBytes } from '../../port/recognise-document.ts';
import { partFacts } from './part-facts.ts';
import { structuredLimits } from './structured-kind.ts';

/** A document of an archive that is filed as one of its own. */
export type ArchivedDocument = {
  /** In the archive. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly cda: CdaDocument | null;
  readonly facts: DocumentFacts;
  readonly origin: DocumentOrigin | null;
};

export type ReadArchive = {
  readonly patient: SentIdentity;
  readonly documents: readonly ArchivedDocument[];
  /** The documents that are not filed, each with the reason. */
  readonly left: ArchiveView['left'];
};

/** Each document is one write of the file. */
const mostDocuments = 100;
/** Files that may be documents, though no metadata describe them. */
const documentNames = /\.(?:pdf|jpe?g|png|tiff?|rtf|docx?|zip|dcm)$/i;

/**
 * The documents of an IHE_XDM archive whose metadata have the hash of their bytes. An archive inside of it is one of
 * them. Null for an archive that is filed as one file: without such a document, with more than a hundred, or unreadable,
 * which its own view says.
 *
 * @param time of the message, milliseconds since 1970, for a document without a date
 */
export function readArchive(bytes: Uint8Array, time: number): ReadArchive | null {
  let archive: XdmArchive;
  try {
    archive = readXdm(bytes, structuredLimits);
  } catch (error) {
    if (!isEtancheError(error)) throw error;
    return null;
  }
  const { patient, documents, rejected, ignored } = archive;
  const verified = documents.filter((one) => one.isVerified && one.bytes.length <= mostDocumentBytes);
  if (verified.length === 0 || verified.length > mostDocuments) return null;
  const others = documents.filter((one) => !verified.includes(one));
  return {
    patient,
    documents: verified.map((one) => archivedOf(one, time)),
    left: [
      ...rejected,
      ...others.map(({ path, isVerified }) => ({ path, code: isVerified ? 'too_large' : 'unverified' })),
      ...ignored.filter((path) => documentNames.test(path)).map((path) => ({ path, code: 'undescribed' })),
    ],
  };
}

function archivedOf(document: XdmDocument, time: number): ArchivedDocument {
  const { path, bytes, cda, entry } = document;
  const origin = cda === null ? originOfEntry(document) : originOfCda(cda, document);
  const title = (cda?.title ?? entry?.title ?? '').trim() || path.slice(path.lastIndexOf('/') + 1);
  return {
    ...{ path, bytes, cda, origin },
    facts: partFacts(
      {
        // A request to withdraw a document may have the bytes of the document.
        title: origin?.request === 'cancel' ? `Demande de suppression\u00a0: ${title}` : title,
        kind: kindOfType(cda?.type?.code ?? entry?.type?.code ?? null),
        date: (cda?.time ?? entry?.created ?? '').slice(0, 10),
      },
      time,
    ),
  };
}
