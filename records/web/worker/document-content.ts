import { utf8 } from '@etanche/core-wire';
import { binaryOf, RecordsClientError, type FileResource, type PatientFile } from '@etanche/records-client';
import { attachmentOf, isObject, readLetter, text, type JsonObject } from '@etanche/records-fhir';

/**
 * The bytes of a document: of its stored binary, of the data in the reference itself, or of a Binary of the same file
 * that an import brought.
 *
 * @throws RecordsClientError `not_found` if the file does not have them
 */
export async function documentBytes(file: PatientFile, document: FileResource): Promise<Uint8Array> {
  const letter = readLetter(document.resource);
  if (letter !== null) return utf8([letter.heading, letter.body].filter((part) => part !== '').join('\n\n'));
  const attachment = attachmentOf(document.resource);
  const url = text(attachment['url']);
  const stored = url === null ? null : binaryOf(url);
  if (stored !== null) return bytesOfStream(await file.readAttachment(stored));
  const own = await dataIn(file, document, (resource) => attachmentOf(resource));
  if (own !== null) return own;
  const [named] = url === null ? [] : file.resolve(url, document);
  const other = named?.resource.resourceType === 'Binary' ? await dataIn(file, named, (resource) => resource) : null;
  if (other !== null) return other;
  throw new RecordsClientError('not_found', 'the content of the document is not in the file');
}

/** Reads a stream to its end: only then every part of it is authenticated. */
async function bytesOfStream(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

async function dataIn(
  file: PatientFile,
  of: FileResource,
  place: (resource: JsonObject) => JsonObject,
): Promise<Uint8Array | null> {
  const whole: unknown = JSON.parse(await file.exactText(of));
  const data = isObject(whole) ? text(place(whole)['data']) : null;
  if (data === null) return null;
  const decoded = atob(data.replaceAll(/\s+/g, ''));
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}
