import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CdaDocument } from '../cda/read/cda-document.ts';
import { readCda } from '../cda/read/read-cda.ts';
import { InteropError, type InteropErrorCode } from '../interop-error.ts';
import { onePatient } from '../results/one-patient.ts';
import type { SentIdentity } from '../results/sent-identity.ts';
import { readXml } from '../xml/read-xml.ts';
import { xmlBudget } from '../xml/xml-budget.ts';
import type { XmlLimits } from '../xml/xml-limits.ts';
import { openZip, type ZipFiles } from '../zip/read-zip.ts';
import type { ZipLimits } from '../zip/zip-limits.ts';
import { findDocuments } from './find-documents.ts';
import { readMasking, type Masking } from './masking.ts';
import { contradicts, patientOfMetadata } from './patient-of-metadata.ts';
import { readMetadata, type XdmEntry } from './read-metadata.ts';

export interface XdmArchive {
  /** The one patient of all documents; without any trait if neither a document nor the metadata name one. */
  readonly patient: SentIdentity;
  readonly documents: readonly XdmDocument[];
  /** Documents that cannot be used, each with the reason. */
  readonly rejected: readonly { readonly path: string; readonly code: XdmRejection }[];
  /** Files that are no documents: cover pages, style sheets, folders of the sender's program. */
  readonly ignored: readonly string[];
}

export interface XdmDocument {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Null for a document that the metadata do not name. */
  readonly entry: XdmEntry | null;
  /** Null for a file of another kind, such as a PDF. */
  readonly cda: CdaDocument | null;
  /** True if the metadata have the hash of these bytes. */
  readonly isVerified: boolean;
  readonly request: 'add' | 'replace' | 'delete';
  /** Null if the codes contradict each other: a person decides who may see it. */
  readonly masking: Masking | null;
}

/**
 * - `hash_mismatch`, `size_mismatch`: not the bytes that the metadata describe;
 * - `document_missing`: the metadata name a document that the archive does not have;
 * - the code of the error with which its bytes or its metadata could not be read.
 */
export type XdmRejection = 'hash_mismatch' | 'size_mismatch' | 'document_missing' | InteropErrorCode;

export interface XdmLimits {
  readonly zip: ZipLimits;
  /** The limits of each document; `elements` is that of all together. */
  readonly xml: XmlLimits;
}

/**
 * Reads an IHE_XDM.zip, also an untidy one: a folder around everything, small letters, several subsets, metadata
 * without names of files, hash or size.
 *
 * @throws InteropError `several_patients`, `xdm_invalid` without any document or description of one, and the codes of
 *   `openZip`; an archive that holds documents of two people is rejected as a whole
 */
export function readXdm(bytes: Uint8Array, limits: XdmLimits): XdmArchive {
  const files = openZip(bytes, limits.zip);
  const spend = xmlBudget(limits.xml.elements);
  const rejected: { path: string; code: XdmRejection }[] = [];
  const reject = (path: string, code: XdmRejection): void => {
    rejected.push({ path, code });
  };
  const { found, missing, ignored } = findDocuments(
    files,
    (path) => attempt(path, reject, () => readMetadata(readXml(spend(files.read(path)), limits.xml))) ?? [],
  );
  for (const path of missing) reject(path, 'document_missing');
  const documents = found.flatMap(
    ({ path, entry }) =>
      attempt(path, reject, () => readDocument({ files, path, entry, xml: limits.xml, spend, reject })) ?? [],
  );
  if (documents.length === 0 && rejected.length === 0)
    throw new InteropError('xdm_invalid', 'the archive has no document and no metadata');
  return { patient: patientOf(documents), documents, rejected, ignored };
}

function readDocument({
  files,
  path,
  entry,
  xml,
  spend,
  reject,
}: {
  readonly files: ZipFiles;
  readonly path: string;
  readonly entry: XdmEntry | null;
  readonly xml: XmlLimits;
  readonly spend: (bytes: Uint8Array) => Uint8Array;
  readonly reject: (path: string, code: XdmRejection) => void;
}): XdmDocument[] {
  const bytes = files.read(path);
  if (entry?.size !== null && entry !== null && entry.size !== bytes.length) {
    reject(path, 'size_mismatch');
    return [];
  }
  const hash = entry?.hash ?? null;
  if (hash !== null && hash !== bytesToHex(sha1(bytes))) {
    reject(path, 'hash_mismatch');
    return [];
  }
  const isXml = entry === null || entry.mediaType === null || /xml/.test(entry.mediaType) || /\.xml$/i.test(path);
  const cda = isXml ? readCda(spend(bytes), xml) : null;
  const isReplacement = (cda?.replaces.length ?? 0) > 0 || (entry?.replaces.length ?? 0) > 0;
  return [
    {
      path,
      bytes,
      entry,
      cda,
      isVerified: hash !== null,
      request: entry?.isDeletion === true ? 'delete' : isReplacement ? 'replace' : 'add',
      masking: readMasking(entry?.confidentiality ?? []),
    },
  ];
}

/** @throws InteropError `several_patients` */
function patientOf(documents: readonly XdmDocument[]): SentIdentity {
  const patients = documents.flatMap(({ cda }) => (cda === null ? [] : [cda.patient.identity]));
  if (patients.length === 0)
    return onePatient(documents.flatMap(({ entry }) => (entry === null ? [] : [patientOfMetadata(entry.patientInfo)])));
  const patient = onePatient(patients);
  if (documents.some(({ entry }) => entry !== null && contradicts(patientOfMetadata(entry.patientInfo), patient)))
    throw new InteropError('several_patients', 'the metadata name another patient than the document');
  return patient;
}

/** A document that cannot be read is rejected alone; one of two patients rejects the archive. */
function attempt<Result>(
  path: string,
  reject: (path: string, code: XdmRejection) => void,
  run: () => Result,
): Result | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof InteropError) || error.code === 'several_patients') throw error;
    reject(path, error.code);
    return null;
  }
}
