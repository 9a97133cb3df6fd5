import { InteropError } from '../../interop-error.ts';
import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids, cdaTemplates } from '../cda-oids.ts';
import { isSameId, type CdaProfessional } from '../cda-types.ts';
import { toHl7Time } from '../hl7-time.ts';
import { typeOfDocument } from '../type-codes.ts';
import type { CdaDraft } from './cda-draft.ts';
import {
  codeElement,
  idElement,
  organizationElement,
  personName,
  phoneElement,
  professionalContent,
} from './cda-parts.ts';
import { recordTarget } from './patient-header.ts';

const confidentialities = { N: 'Normal', R: 'Restreint', V: 'Très restreint' } as const;

/**
 * A document with the French header (CI-SIS, "structuration minimale"), in the order of the CDA schema.
 *
 * @param rules the templates of its content, after those of the header
 * @param body the element of the body: nonXMLBody or structuredBody
 * @throws InteropError `cda_incomplete`
 */
export function clinicalDocument(draft: CdaDraft, rules: readonly XmlOutput[], body: XmlOutput): XmlOutput {
  check(draft);
  return xml(
    'ClinicalDocument',
    {
      xmlns: 'urn:hl7-org:v3',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xmlns:sdtc': 'urn:hl7-org:sdtc',
    },
    xml('realmCode', { code: 'FR' }),
    xml('typeId', { root: '2.16.840.1.113883.1.3', extension: 'POCD_HD000040' }),
    xml('templateId', { root: cdaTemplates.hl7France }),
    xml('templateId', { root: cdaTemplates.cisis }),
    ...rules,
    ...description(draft),
    recordTarget(draft.patient),
    ...people(draft),
    ...context(draft),
    xml('component', {}, body),
  );
}

function check({ type, version, id, setId, replaces, author, authenticator, custodian }: CdaDraft): void {
  const known = typeOfDocument(type.code);
  if (known?.system !== type.system) throw incomplete('the type of the document is not in the value set');
  if (!Number.isSafeInteger(version) || version < 1) throw incomplete('the version is not a positive number');
  if (isSameId(id, setId)) throw incomplete('the id of a version is also the id of the document');
  if (replaces !== null && isSameId(replaces, id)) throw incomplete('a version replaces itself');
  if ((replaces === null) !== (version === 1)) throw incomplete('version 1 replaces nothing, and a later one does');
  if (custodian.id === null) throw incomplete('the custodian has no id');
  for (const { professional } of [author, authenticator])
    if (professional.id === null || professional.family === null) throw incomplete('a signatory has no id or name');
}

function incomplete(what: string): InteropError {
  return new InteropError('cda_incomplete', what);
}

function description(draft: CdaDraft): XmlOutput[] {
  const { confidentiality } = draft;
  return [
    idElement('id', draft.id),
    codeElement('code', draft.type),
    xml('title', {}, draft.title),
    xml('effectiveTime', { value: toHl7Time(draft.time) }),
    codeElement('confidentialityCode', {
      code: confidentiality,
      system: cdaOids.confidentiality,
      name: confidentialities[confidentiality],
    }),
    xml('languageCode', { code: 'fr-FR' }),
    idElement('setId', draft.setId),
    xml('versionNumber', { value: String(draft.version) }),
  ];
}

function people({ author, custodian, recipients, authenticator }: CdaDraft): XmlContent[] {
  return [
    xml(
      'author',
      {},
      xml('time', { value: toHl7Time(author.time) }),
      xml('assignedAuthor', {}, ...professionalContent(author.professional)),
    ),
    xml(
      'custodian',
      {},
      xml(
        'assignedCustodian',
        {},
        organizationElement('representedCustodianOrganization', { ...custodian, setting: null }),
      ),
    ),
    ...recipients.map(recipientElement),
    xml(
      'legalAuthenticator',
      {},
      xml('time', { value: toHl7Time(authenticator.time) }),
      xml('signatureCode', { code: 'S' }),
      xml('assignedEntity', {}, ...professionalContent(authenticator.professional)),
    ),
  ];
}

function recipientElement(person: CdaProfessional): XmlOutput {
  const { id, phone, organization } = person;
  return xml(
    'informationRecipient',
    { typeCode: 'PRCP' },
    xml(
      'intendedRecipient',
      {},
      id === null ? xml('id', { nullFlavor: 'UNK' }) : idElement('id', id),
      phoneElement(phone, 'WP'),
      xml('informationRecipient', {}, personName(person)),
      organization === null ? null : organizationElement('receivedOrganization', { ...organization, setting: null }),
    ),
  );
}

function context({ event, authenticator, replaces, facility }: CdaDraft): XmlContent[] {
  const start = toHl7Time(event.start);
  return [
    xml(
      'documentationOf',
      {},
      xml(
        'serviceEvent',
        {},
        event.code === null ? null : codeElement('code', event.code),
        xml(
          'effectiveTime',
          {},
          xml('low', { value: start }),
          event.end === null ? null : xml('high', { value: toHl7Time(event.end) }),
        ),
        xml(
          'performer',
          { typeCode: 'PRF' },
          xml('assignedEntity', {}, ...professionalContent(authenticator.professional)),
        ),
      ),
    ),
    replaces === null
      ? null
      : xml('relatedDocument', { typeCode: 'RPLC' }, xml('parentDocument', {}, idElement('id', replaces))),
    xml(
      'componentOf',
      {},
      xml(
        'encompassingEncounter',
        {},
        xml('effectiveTime', {}, xml('low', { value: start })),
        xml('location', {}, xml('healthCareFacility', {}, codeElement('code', facility))),
      ),
    ),
  ];
}
