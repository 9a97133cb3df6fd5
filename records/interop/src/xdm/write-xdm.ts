import { utf8, type Bytes } from '@etanche/core-wire';
import type { CdaDocument } from '../cda/read/cda-document.ts';
import type { CdaId } from '../cda/cda-types.ts';
import { idText } from '../cda/read/report-of-cda.ts';
import { readCda } from '../cda/read/read-cda.ts';
import { InteropError } from '../interop-error.ts';
import { onePatient } from '../results/one-patient.ts';
import { writeXml, xml, type XmlOutput } from '../xml/write-xml.ts';
import { xmlLimits } from '../xml/xml-limits.ts';
import { writeZip } from '../zip/write-zip.ts';
import { indexPage, readmeText, type XdmSender } from './cover-pages.ts';
import type { Masking } from './masking.ts';
import {
  authorsOf,
  classification,
  documentEntry,
  externalId,
  nameElement,
  slot,
  utcTime,
  xdmPatient,
  type MetadataSource,
} from './write-metadata.ts';
import { associations, statuses, xdmIds } from './xdm-ids.ts';

/** An archive to write. */
export interface XdmDraft {
  readonly documents: readonly {
    /** A CDA document. Whether it replaces another one is in its header. */
    readonly bytes: Uint8Array;
    readonly masking: Masking;
    /** True if the receiver should delete the version that the document is. */
    readonly isDeletion: boolean;
  }[];
  /** OID of this submission, and OID of the program that sends it. */
  readonly uniqueId: string;
  readonly sourceId: string;
  /** FHIR dateTime with a zone. */
  readonly time: string;
  readonly sender: XdmSender;
}

const mostDocuments = 99;

/**
 * An IHE_XDM.zip in the strict form (IHE ITI-32 and CI-SIS): names in capitals with eight and three letters, and
 * metadata taken from the headers of the documents. The same draft gives the same bytes.
 *
 * @throws InteropError `several_patients`, `xdm_incomplete`, and the codes of `readCda` for the documents
 */
export function writeXdm(draft: XdmDraft): Bytes {
  const { documents, sender, time } = draft;
  checkDraft(draft);
  const sources = documents.map(({ bytes, masking }, index): MetadataSource => {
    const number = String(index + 1).padStart(2, '0');
    const cda = readCda(bytes, xmlLimits);
    check(cda);
    return { id: `Document${number}`, name: `DOC000${number}.XML`, bytes, cda, masking };
  });
  onePatient(sources.map(({ cda }) => cda.patient.identity));
  const folder = 'IHE_XDM/SUBSET01';
  const names = sources.map(({ name }) => `${folder}/${name}`);
  const metadata = writeXml(submission(draft, sources));
  return writeZip(
    [
      { path: 'README.TXT', bytes: utf8(readmeText(sender, names)) },
      { path: 'INDEX.HTM', bytes: utf8(indexPage(sender, names)) },
      { path: `${folder}/METADATA.XML`, bytes: utf8(metadata) },
      ...sources.map(({ name, bytes }) => ({ path: `${folder}/${name}`, bytes })),
    ],
    utcTime(time),
  );
}

function checkDraft({ documents, uniqueId, sourceId, time }: XdmDraft): void {
  if (documents.length === 0 || documents.length > mostDocuments)
    throw new InteropError('xdm_incomplete', `an archive has 1 to ${mostDocuments} documents`);
  const isOid = (id: string): boolean => /^\d+(?:\.\d+)+$/.test(id);
  if (!isOid(uniqueId) || !isOid(sourceId)) throw new InteropError('xdm_incomplete', 'an id of the archive is no OID');
  if (!/T.*(?:Z|[+-]\d\d:\d\d)$/.test(time) || Number.isNaN(Date.parse(time)))
    throw new InteropError('xdm_incomplete', 'the time of the archive has no zone or is none');
}

function check(cda: CdaDocument): void {
  const missing = [cda.id, cda.setId, cda.type, cda.title, cda.time, cda.confidentiality].includes(null);
  if (missing || cda.authors.length === 0)
    throw new InteropError('xdm_incomplete', 'the header of a document lacks what the metadata need');
  if (xdmPatient(cda).id === '')
    throw new InteropError('xdm_incomplete', 'the patient of a document has no identifier');
}

const set = 'SubmissionSet01';

function submission({ documents, uniqueId, sourceId, time }: XdmDraft, sources: readonly MetadataSource[]): XmlOutput {
  const [first] = sources;
  if (first === undefined) throw new InteropError('xdm_incomplete', 'an archive has a document');
  const { cda } = first;
  const patient = xdmPatient(cda);
  return xml(
    'lcm:SubmitObjectsRequest',
    { 'xmlns:lcm': 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0' },
    xml(
      'RegistryObjectList',
      { xmlns: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0' },
      ...sources.map((source) => documentEntry(source, xdmPatient(source.cda))),
      xml(
        'RegistryPackage',
        { id: set },
        slot('submissionTime', [utcTime(time)]),
        nameElement(cda.title ?? ''),
        ...authorsOf(cda, set, xdmIds.setAuthor),
        cda.type === null ? null : classification(`${set}.content`, set, xdmIds.setContent, cda.type),
        externalId(`${set}.uniqueId`, set, xdmIds.setUniqueId, uniqueId, 'XDSSubmissionSet.uniqueId'),
        externalId(`${set}.sourceId`, set, xdmIds.setSourceId, sourceId, 'XDSSubmissionSet.sourceId'),
        externalId(`${set}.patientId`, set, xdmIds.setPatientId, patient.id, 'XDSSubmissionSet.patientId'),
      ),
      xml('Classification', { id: `${set}.class`, classifiedObject: set, classificationNode: xdmIds.setClass }),
      ...sources.flatMap(({ id, cda: document }, index) => [
        association(`${id}.member`, associations.member, set, id, [['SubmissionSetStatus', 'Original']]),
        ...document.replaces.map((replaced, at) =>
          association(`${id}.replace${at}`, associations.replace, id, targetOf(replaced), []),
        ),
        ...(documents[index]?.isDeletion === true ? [deletion(id)] : []),
      ]),
    ),
  );
}

/** The receiver knows a replaced document by its unique id: there is no registry that gave it another one. */
function targetOf(id: CdaId): string {
  return `urn:oid:${idText(id) ?? ''}`;
}

function deletion(id: string): XmlOutput {
  return association(`${id}.delete`, associations.status, set, id, [
    ['OriginalStatus', statuses.approved],
    ['NewStatus', statuses.deleted],
  ]);
}

function association(
  id: string,
  type: string,
  sourceObject: string,
  targetObject: string,
  slots: readonly (readonly [name: string, value: string])[],
): XmlOutput {
  const attributes = { id, associationType: type, sourceObject, targetObject };
  return xml('Association', attributes, ...slots.map(([name, value]) => slot(name, [value])));
}
