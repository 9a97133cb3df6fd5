import { EtancheError } from '@etanche/core-wire';

/**
 * - `xml_encoding`: the bytes are not text in the encoding that they declare, or the encoding is not supported.
 * - `xml_malformed`: not well-formed XML with namespaces.
 * - `xml_dtd`: the XML has a document type declaration, which is never read.
 * - `xml_limits`: larger or deeper than a limit, or more names or attributes; the message names the limit.
 * - `zip_damaged`: not a zip, a cut one, or one that contradicts itself.
 * - `zip_limits`: more entries or bytes than a limit, or data that grow too much when they are unpacked.
 * - `zip_encrypted`: an entry has a password.
 * - `zip_unsupported`: a zip64, a zip in several parts, or a method of compression other than deflate.
 * - `zip_unsafe`: a path that leaves the archive, two entries with one path, a link or a device.
 * - `cda_incomplete`: the facts of a document to write lack an element of the French header, or contradict each other.
 * - `cda_invalid`: not a CDA document, or one without a patient.
 * - `pdf_unsuitable`: a file that is not a PDF, or does not declare PDF/A-1.
 * - `xdm_incomplete`: an archive to write without documents, or with one whose header lacks what its metadata need.
 * - `xdm_invalid`: an archive without a document and without metadata.
 * - `report_limits`: a laboratory's file is larger than a limit; the message names it.
 * - `report_unknown`: the file is in none of the formats of laboratories.
 * - `message_type`: an HL7 message of a type that is not read; answer AR.
 * - `document_limits`: a FHIR document is larger than a limit; the message names it.
 * - `document_invalid`: not a FHIR document about one Patient.
 * - `several_patients`: the file, document or archive is not certainly about one patient; nothing of it may be filed.
 *
 * Do not retry any of them.
 */
export type InteropErrorCode =
  | 'xml_encoding'
  | 'xml_malformed'
  | 'xml_dtd'
  | 'xml_limits'
  | 'zip_damaged'
  | 'zip_limits'
  | 'zip_encrypted'
  | 'zip_unsupported'
  | 'zip_unsafe'
  | 'cda_incomplete'
  | 'cda_invalid'
  | 'pdf_unsuitable'
  | 'xdm_incomplete'
  | 'xdm_invalid'
  | 'report_limits'
  | 'report_unknown'
  | 'message_type'
  | 'document_limits'
  | 'document_invalid'
  | 'several_patients';

export class InteropError extends EtancheError<InteropErrorCode> {}
