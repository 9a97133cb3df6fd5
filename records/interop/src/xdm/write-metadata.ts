import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { cdaOids, cdaTemplates } from '../cda/cda-oids.ts';
import type { CdaCode } from '../cda/cda-types.ts';
import type { CdaDocument } from '../cda/read/cda-document.ts';
import { idText } from '../cda/read/report-of-cda.ts';
import { xml, type XmlContent, type XmlOutput } from '../xml/write-xml.ts';
import { component, organizationField, patientField, patientInfo, personField } from './hl7-fields.ts';
import { maskingCodes, type Masking } from './masking.ts';
import { xdmIds } from './xdm-ids.ts';

/** A document of an archive to write. */
export interface MetadataSource {
  /** Symbolic id in the metadata. */
  readonly id: string;
  /** Name of the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly cda: CdaDocument;
  readonly masking: Masking;
}

const ihe = '1.3.6.1.4.1.19376.1.2.3';
const asip = '1.2.250.1.213.1.1.4.2.282';
const formats: readonly (readonly [template: string, format: CdaCode])[] = [
  [
    cdaTemplates.levelOne,
    { code: 'urn:ihe:iti:xds-sd:pdf:2008', system: ihe, name: 'Document à corps non structuré en PDF' },
  ],
  [cdaTemplates.vsm, { code: 'urn:asip:ci-sis:vsm:2012', system: asip, name: 'Synthèse Médicale' }],
  [
    cdaTemplates.laboratory,
    { code: 'urn:ihe:lab:xd-lab:2008', system: ihe, name: 'Compte rendu d’examens de biologie médicale' },
  ],
  [cdaTemplates.immunizationContent, { code: 'urn:ihe:pcc:ic:2009', system: ihe, name: 'Historique de vaccinations' }],
];
/** For a document of which the media type says enough (IHE Format Codes). */
const otherFormat: CdaCode = {
  code: 'urn:ihe:iti:xds:2017:mimeTypeSufficient',
  system: ihe,
  name: 'mimeType Sufficient',
};

/** The entry of a document, from its own header. Its unique id and patient are those of the document. */
export function documentEntry(source: MetadataSource, patient: XdmPatient): XmlOutput {
  const { id, name, bytes, cda } = source;
  const [event] = cda.events;
  return xml(
    'ExtrinsicObject',
    { id, objectType: xdmIds.documentEntry, mimeType: 'text/xml' },
    ...[
      slot('creationTime', [utcTime(cda.time)]),
      slot('hash', [bytesToHex(sha1(bytes))]),
      slot('languageCode', [cda.language ?? 'fr-FR']),
      slot('legalAuthenticator', cda.authenticator === null ? [] : [personField(cda.authenticator.professional)]),
      slot('serviceStartTime', [utcTime(event?.start ?? null)]),
      slot('serviceStopTime', [utcTime(event?.end ?? null)]),
      slot('size', [String(bytes.length)]),
      slot('sourcePatientId', [patient.id]),
      slot('sourcePatientInfo', patient.info),
      slot('URI', [name]),
    ],
    nameElement(cda.title ?? ''),
    ...authorsOf(cda, id, xdmIds.author),
    ...codesOf(source),
    externalId(`${id}.patientId`, id, xdmIds.patientId, patient.id, 'XDSDocumentEntry.patientId'),
    externalId(`${id}.uniqueId`, id, xdmIds.uniqueId, idText(cda.id) ?? '', 'XDSDocumentEntry.uniqueId'),
  );
}

/** The patient of an archive as XDS writes them. */
export interface XdmPatient {
  readonly id: string;
  readonly info: readonly string[];
}

export function xdmPatient({ patient }: CdaDocument): XdmPatient {
  const { identity, addresses } = patient;
  const natures = { nir: cdaOids.ins[0], nia: cdaOids.ins[1], test: cdaOids.ins[2], demo: cdaOids.ins[3] };
  const ids = [
    ...(identity.ins === null ? [] : [patientField(identity.ins.matricule, natures[identity.ins.nature], 'NH')]),
    ...identity.localIds.map(({ system, value }) => patientField(value, (system ?? '').replace('urn:oid:', ''), 'PI')),
  ];
  const [address] = addresses;
  const parts =
    address === undefined
      ? null
      : [address.lines.join(', '), '', address.city, '', address.postalCode, address.country];
  return {
    id: ids[0] ?? '',
    info: patientInfo(identity, ids, parts?.map((part) => component(part)).join('^') ?? null),
  };
}

export function authorsOf(cda: CdaDocument, classified: string, scheme: string): XmlOutput[] {
  return cda.authors.map(({ professional }, index) => {
    const { profession, organization } = professional;
    const specialty =
      profession === null ? [] : [[profession.code, profession.name, profession.system].map(component).join('^')];
    return xml(
      'Classification',
      {
        id: `${classified}.author${index}`,
        classificationScheme: scheme,
        classifiedObject: classified,
        nodeRepresentation: '',
      },
      slot('authorPerson', [personField(professional)]),
      slot('authorInstitution', organization === null ? [] : [organizationField(organization)]),
      slot('authorSpecialty', specialty),
    );
  });
}

function codesOf({ id, cda, masking }: MetadataSource): XmlOutput[] {
  const [event] = cda.events;
  const format = formats.find(([template]) => cda.templates.includes(template))?.[1] ?? otherFormat;
  const all: readonly (readonly [scheme: string, code: CdaCode | null | undefined])[] = [
    [xdmIds.confidentiality, cda.confidentiality],
    ...maskingCodes(masking).map((code) => [xdmIds.confidentiality, code] as const),
    [xdmIds.event, event?.code],
    [xdmIds.format, format],
    [xdmIds.facility, cda.facility],
    [xdmIds.setting, event?.setting],
    [xdmIds.type, cda.type],
  ];
  return all.flatMap(([scheme, code], index) =>
    code === null || code === undefined ? [] : [classification(`${id}.code${index}`, id, scheme, code)],
  );
}

export function classification(
  id: string,
  classified: string,
  scheme: string,
  { code, system, name }: CdaCode,
): XmlOutput {
  return xml(
    'Classification',
    { id, classificationScheme: scheme, classifiedObject: classified, nodeRepresentation: code },
    slot('codingScheme', [system]),
    nameElement(name ?? code),
  );
}

export function externalId(id: string, object: string, scheme: string, value: string, name: string): XmlOutput {
  return xml(
    'ExternalIdentifier',
    { id, registryObject: object, identificationScheme: scheme, value },
    nameElement(name),
  );
}

export function nameElement(value: string): XmlOutput {
  return xml('Name', {}, xml('LocalizedString', { 'xml:lang': 'FR', charset: 'UTF-8', value }));
}

/** A slot with the values that are not empty; nothing without one. */
export function slot(name: string, values: readonly string[]): XmlContent {
  const written = values.filter((value) => value !== '');
  if (written.length === 0) return null;
  return xml('Slot', { name }, xml('ValueList', {}, ...written.map((value) => xml('Value', {}, value))));
}

/** A time of XDS (DTM), which is in UTC: `20261122090000`. */
export function utcTime(time: string | null): string {
  if (time === null) return '';
  if (!time.includes('T')) return time.replaceAll('-', '');
  return new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}
