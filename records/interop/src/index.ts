export type { InteropError, InteropErrorCode } from './interop-error.ts';
export { readXml } from './xml/read-xml.ts';
export { xmlLimits, type XmlLimits } from './xml/xml-limits.ts';
export { writeXml, xml, type XmlContent, type XmlOutput } from './xml/write-xml.ts';
export type { XmlElement, XmlNode } from './xml/xml-element.ts';
export { readReport, readReportMessage } from './read-report.ts';
export { readHprimMedecin } from './hprim/read-hprim-medecin.ts';
export { readHprimSante } from './hprim/read-hprim-sante.ts';
export { readHl7, type Hl7Document, type Hl7Message } from './hl7v2/read-hl7.ts';
export type { Hl7Header } from './hl7v2/hl7-header.ts';
export type { DocumentMark } from './hl7v2/special-obx.ts';
export {
  reportLimits,
  type Bound,
  type Decimal,
  type ReceivedReport,
  type ReportFault,
  type ReportItem,
  type ReportOptions,
  type ReportRequest,
  type ResultLine,
  type ResultState,
  type SentAttachment,
  type SentNumber,
  type SentParty,
  type SentRange,
  type SentValue,
} from './results/received-report.ts';
export { unknownIdentity, type SentIdentity } from './results/sent-identity.ts';
export { abnormalOf } from './results/abnormal.ts';
export { decimalSignsOf, readNumber, type DecimalSigns } from './results/read-number.ts';
export { readBounds, readRange } from './results/read-range.ts';
export {
  reportResources,
  type IdentifiedResource,
  type ReportContext,
  type ReportResources,
} from './results/report-resources.ts';
export {
  matchPatient,
  type AssignReason,
  type Candidate,
  type ComparedCandidate,
  type Match,
} from './matching/match-patient.ts';
export { compareTraits, type Trait } from './matching/compare-traits.ts';
export {
  fhirDocumentLimits,
  readFhirDocument,
  type FhirDocument,
  type FhirDocumentLimits,
} from './fhir/read-fhir-document.ts';
export { reportOfFhir } from './fhir/report-of-fhir.ts';
export { identityOfPatient } from './fhir/identity-of-patient.ts';
export type { DocumentSection } from './fhir/read-sections.ts';
export type { FhirDocumentKind } from './fhir/document-kinds.ts';
export type { CdaAddress, CdaCode, CdaId, CdaOrganization, CdaProfessional } from './cda/cda-types.ts';
export { cdaOids } from './cda/cda-oids.ts';
export { kindOfType } from './cda/kind-of-type.ts';
export { typeCodes, typeOfDocument } from './cda/type-codes.ts';
export type { CdaDraft } from './cda/write/cda-draft.ts';
export { writeLevelOne } from './cda/write/level-one.ts';
export { hasVsmContent } from './cda/write/vsm-content.ts';
export { writeVsm, type VsmTexts } from './cda/write/write-vsm.ts';
export { writeVaccinationRecord } from './cda/write/write-vaccination-record.ts';
export { readCda } from './cda/read/read-cda.ts';
export type {
  CdaBody,
  CdaConcept,
  CdaDocument,
  CdaEvent,
  CdaMedia,
  CdaPatient,
  CdaSection,
  CdaSignature,
  CdaUnread,
  CdaUnreadReason,
  CdaVaccination,
} from './cda/read/cda-document.ts';
export { plainText, type NarrativeBlock, type NarrativeCell, type NarrativeRow } from './cda/read/narrative.ts';
export { reportOfCda } from './cda/read/report-of-cda.ts';
export { vaccinationsOfCda } from './cda/read/vaccinations-of-cda.ts';
export { zipLimits, type ZipLimits } from './zip/zip-limits.ts';
export type { Masking } from './xdm/masking.ts';
export type { XdmSender } from './xdm/cover-pages.ts';
export { writeXdm, type XdmDraft } from './xdm/write-xdm.ts';
export { readXdm, type XdmArchive, type XdmDocument, type XdmLimits, type XdmRejection } from './xdm/read-xdm.ts';
export type { XdmEntry } from './xdm/read-metadata.ts';
export { originOfCda, originOfEntry, originOfFhir, originOfReport } from './versions/document-origins.ts';
