import { SealingError } from '@etanche/core-sealing';
import { sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import { attachmentOf, objects, text, type DocumentOrigin } from '@etanche/records-fhir';
import { binaryOf } from '../attachments/attachment.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { RecordsClientError } from '../records-client-error.ts';

/** The hash of a received file, in the identifier of its document. */
export const receivedSystem = 'urn:etanche:v1:received';
/** The same for a request to withdraw a document: its bytes may be those of the document itself. */
const withdrawalSystem = 'urn:etanche:v1:withdrawal';
const withdrawalMark = 'withdrawal.';

/** The identifier under which a received file is found. */
export type ReceivedIdentifier = { readonly system: string; readonly value: string };

export function receivedIdentifier(content: Bytes, origin: DocumentOrigin | null): ReceivedIdentifier {
  const hash = toBase64url(sha256(content));
  return origin?.request === 'cancel'
    ? { system: withdrawalSystem, value: `${withdrawalMark}${hash}` }
    : { system: receivedSystem, value: hash };
}

/**
 * The document of a received file; null if the patient's file has none. The identifier of a document only says where to
 * look: a program with the local API, or another practice, may have written it. The bytes are read and hashed.
 *
 * @throws DataError `could_not_check` if no server answers; RecordsClientError
 */
export async function receivedDocument(
  file: PatientFile,
  { system: named, value: claim }: ReceivedIdentifier,
): Promise<FileResource | null> {
  const hash = claim.replace(withdrawalMark, '');
  const claimed = file.resources().filter(({ resource }) => {
    const isNamed = objects(resource['identifier']).some(({ system, value }) => system === named && value === claim);
    return isNamed && resource.resourceType === 'DocumentReference';
  });
  for (const document of claimed) if ((await hashOfDocument(file, document)) === hash) return document;
  return null;
}

/** Null for a document without a binary that opens: the report is then filed again, and not lost. */
async function hashOfDocument(file: PatientFile, { resource }: FileResource): Promise<string | null> {
  const binary = binaryOf(text(attachmentOf(resource)['url']) ?? '');
  if (binary === null) return null;
  try {
    const content = await new Response(await file.readAttachment(binary)).arrayBuffer();
    return toBase64url(sha256(new Uint8Array(content)));
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  if (error instanceof SealingError) return true;
  if (error instanceof DataError) return error.code === 'could_not_check' && error.reason === 'untrusted';
  return error instanceof RecordsClientError && error.code === 'not_found';
}
