import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fromRecordId, isEtancheError, type Bytes } from '@etanche/core-wire';
import type { FileResource, PatientFile } from '@etanche/records-client';
import { patientPdf, type Excerpt } from '@etanche/records-document';
import {
  attachmentOf,
  codesOf,
  isObject,
  objects,
  prescriptionsTogether,
  readPatient,
  resourceFromText,
  resourceLimits,
  synthesisOf,
  text,
  type PatientTraits,
  type RawResource,
  type Resource,
  type Sending,
} from '@etanche/records-fhir';
import { typeOfDocument, writeLevelOne, type CdaDraft, type CdaProfessional } from '@etanche/records-interop';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { GatewayError } from '../gateway-error.ts';
import { structuredType, writeStructured } from './structured-document.ts';

const require = createRequire(import.meta.url);
const letterCode = '96349-6';
/** Types (JDV_J07) of what is no document of its own: a prescription, and a synthesis that is only a PDF. */
const typeCodes: Readonly<Record<string, string>> = { MedicationRequest: '57833-6', Patient: '60591-5' };
/** Types of the resources that a synthesis has, as in the French one (VSM). */
const synthesisTypes: readonly string[] = [
  ...['AllergyIntolerance', 'Condition', 'FamilyMemberHistory', 'Immunization'],
  ...['MedicationRequest', 'MedicationStatement', 'Procedure'],
];

/** The sources of a mail, besides the sending itself. */
export type MailSource = {
  readonly config: GatewayConfig;
  readonly file: PatientFile;
  /** Record id of the sending. */
  readonly record: string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

type Part = { readonly cda: Bytes; readonly pdf: Bytes; readonly name: string };

/**
 * One document of a mail: CDA, and a PDF that is readable without it. A MedicationRequest stands for all that were
 * prescribed with it and have not ended, the Patient for the synthesis of the file, and an Immunization for the
 * vaccination record. The last two are of level 3, everything else is of level 1.
 *
 * @param document record id
 * @throws GatewayError with a `RefusalReason`; InteropError `cda_incomplete`; DataError
 */
export async function composeDocument(source: MailSource, sending: Sending, document: string): Promise<Part> {
  const { file, config } = source;
  const found = file.resource(document);
  if (found === null) throw new GatewayError('document_missing', 'a document is not in the file any more');
  const { resource, id } = found;
  const isFile =
    resource.resourceType === 'DocumentReference' && attachmentOf(resource)['contentType'] === 'application/pdf';
  if (!isFile && hasStoredFile(resource)) {
    throw new GatewayError('document_unprintable', 'a document of this format cannot be sent as a PDF');
  }
  const pdf = isFile
    ? await storedFile(file, resource)
    : await printed(source, sending, partsOf(file, found), resource.resourceType === 'Patient');
  const time = zoned(text(resource['date']) ?? instant(source.now));
  const author = authorOf(config, sending, resource);
  const name = pdfName(sending.title, time, file.patient().traits);
  const draft = draftOf(source, sending, { resource, id, time, author });
  if (structuredType(resource, file) !== null) return { pdf, name, cda: writeStructured(draft, file, source.record) };
  try {
    return { pdf, name, cda: writeLevelOne(draft, pdf) };
  } catch (error) {
    if (!isFile || !isEtancheError(error) || error.code !== 'pdf_unsuitable') throw error;
    // A scan is no archival PDF: a page that says where it is is the document, and the scan itself the readable file.
    const page = await printed(source, sending, [besideScan(found)], false);
    return { pdf, name, cda: writeLevelOne(draft, page) };
  }
}

async function storedFile(file: PatientFile, resource: Resource): Promise<Bytes> {
  const binary = /^Binary\/([a-z2-7]{26})$/.exec(text(attachmentOf(resource)['url']) ?? '')?.[1];
  if (binary === undefined) throw new GatewayError('document_missing', 'a document has no stored file');
  return new Uint8Array(await new Response(await file.readAttachment(binary)).arrayBuffer());
}

/** True for a document whose content is a file, which a page of ours would not show. */
function hasStoredFile(resource: Resource): boolean {
  return resource.resourceType === 'DocumentReference' && typeof attachmentOf(resource)['url'] === 'string';
}

function besideScan({ resource }: FileResource): RawResource {
  const description = `${text(resource['description']) ?? 'Document'} : voir le fichier PDF joint au message`;
  return resourceFromText(JSON.stringify({ ...resource, description }), resourceLimits);
}

/** The resources that a referenced one stands for. */
function partsOf(file: PatientFile, found: FileResource): readonly RawResource[] {
  const { resourceType } = found.resource;
  const all = file.resources();
  if (resourceType === 'Patient') return all.filter(({ resource }) => synthesisTypes.includes(resource.resourceType));
  if (resourceType === 'Immunization') {
    return all.filter(({ resource: one }) => one.resourceType === resourceType && one['status'] !== 'entered-in-error');
  }
  if (resourceType !== 'MedicationRequest') return [found];
  const { prescriptions } = synthesisOf(all);
  const written = prescriptions.find(({ id }) => id === found.id)?.date;
  const lines = prescriptionsTogether(prescriptions).find(({ date }) => date === written)?.lines;
  if (lines === undefined) throw new GatewayError('document_missing', 'every line of the prescription has ended');
  return all.filter(({ id }) => lines.some((line) => line.id === id));
}

/** A page of our own with the sender, the identity and these resources. */
async function printed(
  { config, file, now }: MailSource,
  sending: Sending,
  shown: readonly RawResource[],
  isSynthesis: boolean,
): Promise<Bytes> {
  const fonts = { plain: readFont('DejaVuSansCondensed'), bold: readFont('DejaVuSansCondensed-Bold') };
  return patientPdf([file.patient().resource, ...shown], {
    practice: config.practice.name,
    now,
    timeZone: config.timeZone,
    isArchival: true,
    excerpt: { title: sending.title, lines: senderLines(config, sending), hasEmptySections: isSynthesis },
    fonts,
  });
}

/** The practitioner and the practice, as on a letterhead. */
function senderLines(config: GatewayConfig, sending: Sending): Excerpt['lines'] {
  const { profession, id } = professionalOf(config, sending);
  const { name, phone, organization } = config.practice;
  const address = organization.address;
  const town = [address?.postalCode, address?.city].filter(Boolean).join(' ');
  return [
    [
      sending.from.name,
      profession?.name,
      id === null ? null : `RPPS ${(id.extension ?? '').replace(/^8(?=\d{11}$)/, '')}`,
    ],
    [name, ...(address?.lines ?? []), town, phone],
  ].map((line) => line.filter(Boolean).join(', '));
}

function readFont(name: string): Bytes {
  return new Uint8Array(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
}

type Document = {
  readonly resource: Resource;
  readonly id: string;
  readonly time: string;
  readonly author: CdaProfessional;
};

function draftOf({ config, file, record }: MailSource, sending: Sending, document: Document): CdaDraft {
  const { resource, id, time, author } = document;
  const sent = codesOf(resource['type'])
    .map(({ code }) => typeOfDocument(code ?? ''))
    .find((type) => type !== null);
  const usual = structuredType(resource, file) ?? typeCodes[resource.resourceType] ?? letterCode;
  const type = sent ?? typeOfDocument(usual);
  if (type === null) throw new RangeError('the value set has no letters');
  const signed = { time, professional: professionalOf(config, sending) };
  return {
    id: { root: oidOf(record, id), extension: null },
    setId: { root: config.practice.sourceId, extension: id },
    ...{ version: 1, replaces: null, type, title: sending.title, time, confidentiality: 'N' },
    patient: numbered(config, file),
    ...{
      author: { time, professional: author },
      authenticator: signed,
      custodian: config.practice.organization,
      recipients: [],
    },
    event: { code: null, start: time, end: null },
    facility: config.practice.facility,
  };
}

/**
 * The patient with a number of the practice, which the header needs beside or instead of a qualified INS. A file
 * without one gets a number that follows from the file and does not lead back to it.
 */
function numbered({ practice: { sourceId } }: GatewayConfig, file: PatientFile): CdaDraft['patient'] {
  const patient = file.patient().resource.resource as CdaDraft['patient'];
  const { system } = readPatient(patient).localId ?? { system: '' };
  if (/^urn:(?:oid|uuid):/i.test(system)) return patient;
  const value = createHash('sha256').update(sourceId).update(fromRecordId(file.scope)).digest('hex').slice(0, 24);
  const type = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PI' }] };
  const own = { use: 'usual', type, system: `urn:oid:${sourceId}`, value };
  return { ...patient, identifier: [own, ...objects(patient['identifier'])] };
}

/** The author of a document from elsewhere, or of a colleague, is not the doctor who passes it on. */
function authorOf(config: GatewayConfig, sending: Sending, resource: Resource): CdaProfessional {
  const sender = professionalOf(config, sending);
  const { requester } = resource;
  const written =
    text(objects(resource['author'])[0]?.['display']) ?? (isObject(requester) ? text(requester['display']) : null);
  if (written === null || written === sending.from.name) return sender;
  const named = config.doctors.filter(({ name }) => name === written);
  const [colleague] = named;
  if (colleague !== undefined && named.length === 1) return professional(config, colleague);
  // The header needs an id; that of the author is unknown, so that it is one of this practice for their name.
  const extension = createHash('sha256').update(written).digest('hex').slice(0, 32);
  const id = { root: config.practice.sourceId, extension };
  const unknown = { id, profession: null, given: null, title: null, phone: null, address: null };
  return { ...unknown, family: written, organization: null };
}

function professionalOf(config: GatewayConfig, sending: Sending): CdaProfessional {
  return professional(config, senderIn(config, sending));
}

/** @throws GatewayError `sender_unknown` */
export function senderIn({ doctors }: GatewayConfig, { from }: Sending): GatewayConfig['doctors'][number] {
  const doctor = doctors.find(({ member }) => member === from.id);
  if (doctor === undefined) throw new GatewayError('sender_unknown', 'the sender is no doctor of the configuration');
  return doctor;
}

function professional({ practice }: GatewayConfig, doctor: GatewayConfig['doctors'][number]): CdaProfessional {
  const { id, profession, family, given, title } = doctor;
  const { organization, phone } = practice;
  return { id, profession, family, given, title, phone, address: organization.address, organization };
}

/** `20261129_COMPTE_RENDU_DUPONT_ANNE.pdf` */
function pdfName(title: string, time: string, { birthFamilyName, birthGivenNames }: PatientTraits): string {
  const plain = (words: string): string =>
    words
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '');
  const parts = [
    time.slice(0, 10).replaceAll('-', ''),
    plain(title).slice(0, 60),
    plain(birthFamilyName ?? ''),
    plain(birthGivenNames[0] ?? ''),
  ];
  return `${parts.filter((part) => part !== '').join('_')}.pdf`;
}

/** An OID of a UUID (ITU-T X.667) that follows from the record, so that a mail sent again has the same ids. */
export function oidOf(record: string, part: string): string {
  const digest = createHash('sha256').update(fromRecordId(record)).update(part).digest().subarray(0, 16);
  return `2.25.${BigInt(`0x${digest.toString('hex')}`).toString()}`;
}

export function instant(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** A FHIR date or dateTime as a dateTime with a zone. */
function zoned(time: string): string {
  if (/T.*(?:Z|[+-]\d\d:\d\d)$/.test(time)) return time.replace(/\.\d+/, '').replace(/Z$/, '+00:00');
  return `${time.length === 10 ? time : time.slice(0, 10)}T00:00:00+00:00`;
}
