import { InteropError } from '../../interop-error.ts';
import { isSameIdentity } from '../../results/sent-identity.ts';
import { attributeOf, childrenNamed, elementAt, elementsOf, textInside } from '../../xml/find-elements.ts';
import { readXml } from '../../xml/read-xml.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import type { XmlLimits } from '../../xml/xml-limits.ts';
import type { CdaDocument, CdaEvent, CdaPatient, CdaSignature, CdaUnread, Report } from './cda-document.ts';
import { readBody } from './read-body.ts';
import { readCode, readId, readOrganization, readProfessional, readTime, textOf } from './read-parts.ts';
import { readPatientRole } from './read-patient.ts';

/**
 * Reads a CDA R2 document of any producer. It is not validated: an element that is absent or malformed is null, and one
 * that this room does not read is reported. References to style sheets and other files are never followed.
 *
 * @throws InteropError `cda_invalid`, `several_patients`, and the codes of `readXml`
 */
export function readCda(bytes: Uint8Array, limits: XmlLimits): CdaDocument {
  return readCdaElement(readXml(bytes, limits));
}

/** @throws InteropError `cda_invalid`, `several_patients` */
export function readCdaElement(root: XmlElement): CdaDocument {
  if (root.name !== 'ClinicalDocument' || root.namespace !== 'urn:hl7-org:v3')
    throw new InteropError('cda_invalid', 'the XML is not a CDA document');
  const reported = new Map<string, CdaUnread>();
  const report: Report = (one) => {
    reported.set(`${one.reason} ${one.path}`, one);
  };
  const patient = readRecordTarget(root, report);
  for (const { name } of elementsOf(root)) {
    // A name that CDA does not have may be any text.
    const shown = otherElements.has(name) ? name : '*';
    if (!readElements.has(name)) report({ path: `ClinicalDocument/${shown}`, reason: 'element_unread' });
  }
  if (childrenNamed(root, 'relatedDocument').some((one) => attributeOf(one, 'typeCode') !== 'RPLC'))
    report({ path: 'ClinicalDocument/relatedDocument', reason: 'element_unread' });
  const authenticator = elementAt(root, 'legalAuthenticator');
  const custodian = elementAt(root, 'custodian', 'assignedCustodian', 'representedCustodianOrganization');
  return {
    id: readId(elementAt(root, 'id')),
    setId: readId(elementAt(root, 'setId')),
    version: versionOf(root, report),
    templates: childrenNamed(root, 'templateId').flatMap((one) => readId(one)?.root ?? []),
    type: readCode(elementAt(root, 'code')),
    title: textOf(textInside(elementAt(root, 'title'))),
    time: timeOf(elementAt(root, 'effectiveTime'), report),
    confidentiality: readCode(elementAt(root, 'confidentialityCode')),
    language: textOf(attributeOf(elementAt(root, 'languageCode'), 'code')),
    patient,
    authors: childrenNamed(root, 'author').flatMap((one) => signatureOf(one, 'assignedAuthor')),
    custodian: custodian === null ? null : readOrganization(custodian),
    authenticator: authenticator === null ? null : (signatureOf(authenticator, 'assignedEntity')[0] ?? null),
    recipients: childrenNamed(root, 'informationRecipient').flatMap((one) => {
      const recipient = elementAt(one, 'intendedRecipient');
      return recipient === null ? [] : [readProfessional(recipient)];
    }),
    events: childrenNamed(root, 'documentationOf').flatMap((one) => eventOf(elementAt(one, 'serviceEvent'))),
    facility: readCode(
      elementAt(root, 'componentOf', 'encompassingEncounter', 'location', 'healthCareFacility', 'code'),
    ),
    replaces: childrenNamed(root, 'relatedDocument')
      .filter((one) => attributeOf(one, 'typeCode') === 'RPLC')
      .flatMap((one) => readId(elementAt(one, 'parentDocument', 'id')) ?? []),
    ...readBody(elementAt(root, 'component'), report),
    unread: Array.from(reported.values()),
  };
}

/** Elements of the header that `CdaDocument` has. The others are kept in the bytes of the document alone. */
const readElements: ReadonlySet<string> = new Set([
  ...['realmCode', 'typeId', 'templateId', 'id', 'code', 'title', 'effectiveTime', 'confidentialityCode'],
  ...['languageCode', 'setId', 'versionNumber', 'recordTarget', 'author', 'custodian', 'informationRecipient'],
  ...['legalAuthenticator', 'documentationOf', 'relatedDocument', 'componentOf', 'component'],
]);

const otherElements: ReadonlySet<string> = new Set([
  ...['copyTime', 'dataEnterer', 'informant', 'authenticator', 'participant', 'inFulfillmentOf', 'authorization'],
]);

/** @throws InteropError `several_patients`, `cda_invalid` without a patient */
function readRecordTarget(root: XmlElement, report: Report): CdaPatient {
  const read = childrenNamed(root, 'recordTarget').flatMap((target) =>
    childrenNamed(target, 'patientRole').map(readPatientRole),
  );
  const [first, ...others] = read;
  if (first === undefined) throw new InteropError('cda_invalid', 'the document has no patient');
  if (others.some(({ patient }) => !isSameIdentity(first.patient.identity, patient.identity)))
    throw new InteropError('several_patients', `the document has ${read.length} patients`);
  if (first.isInsInvalid) report({ path: 'recordTarget/patientRole/id', reason: 'value_invalid' });
  return first.patient;
}

function versionOf(root: XmlElement, report: Report): number | null {
  const written = attributeOf(elementAt(root, 'versionNumber'), 'value');
  if (written === null) return null;
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  report({ path: 'ClinicalDocument/versionNumber', reason: 'value_invalid' });
  return null;
}

function timeOf(element: XmlElement | null, report: Report): string | null {
  const time = readTime(element);
  if (time === null && element !== null) report({ path: 'ClinicalDocument/effectiveTime', reason: 'value_invalid' });
  return time;
}

function signatureOf(element: XmlElement, role: string): CdaSignature[] {
  const person = elementAt(element, role);
  return person === null
    ? []
    : [{ time: readTime(elementAt(element, 'time')), professional: readProfessional(person) }];
}

function eventOf(event: XmlElement | null): CdaEvent[] {
  if (event === null) return [];
  const time = elementAt(event, 'effectiveTime');
  const setting = elementAt(
    event,
    'performer',
    'assignedEntity',
    'representedOrganization',
    'standardIndustryClassCode',
  );
  return [
    {
      code: readCode(elementAt(event, 'code')),
      start: readTime(time, 'low'),
      end: elementAt(time, 'high') === null ? null : readTime(elementAt(time, 'high')),
      setting: readCode(setting),
    },
  ];
}
