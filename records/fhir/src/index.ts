export { FhirError } from './fhir-error.ts';
export { isObject, objects, text, without, type Json, type JsonObject } from './json/json.ts';
export type { JsonLimits } from './json/parse-json.ts';
export { scanArrayToFault } from './json/scan.ts';
export {
  isResource,
  parseResource,
  resourceFromAccepted,
  resourceFromText,
  resourceLimits,
  writeResource,
  type RawResource,
  type Resource,
} from './resource/resource.ts';
export {
  findLargeData,
  storedDataOf,
  withStoredData,
  withValues,
  type LargeData,
  type StoredData,
} from './resource/large-data.ts';
export { withMembers } from './resource/with-members.ts';
export { isDate } from './resource/dates.ts';
export { isResourceType, type ResourceType } from './resource/resource-types.ts';
export { resourceTable, type Compartment } from './resource/resource-table.ts';
export { compartmentOf } from './resource/compartment.ts';
export { checkResource } from './resource/check-resource.ts';
export { isChecked, type CheckedResource } from './resource/checked-resource.ts';
export type { IssueCode } from './resource/issue.ts';
export { codesOf, labelOf } from './french/coding.ts';
export { extensionUrls, profileUrls, systems } from './french/french-urls.ts';
export {
  identityDocuments,
  type IdentityDocument,
  type IdentityFlag,
  type IdentityStatus,
} from './french/identity-reliability.ts';
export { identityIssues, unusableIns } from './french/check-patient.ts';
export { readPatient, type PatientTraits, type PostalAddress, type Sex } from './french/patient-traits.ts';
export { buildPatient } from './french/build-patient.ts';
export { adminFlags, buildAdminFlag, protectionMeasures, readAdminFlag, type AdminFlag } from './french/admin-flag.ts';
export { buildSharingRefusal, isSharingRefusal } from './french/sharing-refusal.ts';
export { buildCoverage, editCoverage, readCoverage, type CoverageEdit, type CoverageFacts } from './french/coverage.ts';
export { buildTreatingDoctor, readTreatingDoctor, type TreatingDoctor } from './french/treating-doctor.ts';
export {
  buildRelatedPerson,
  editRelatedPerson,
  readRelatedPerson,
  relations,
  type RelatedPersonFacts,
  type Relation,
} from './french/related-person.ts';
export {
  applyIdentityEvent,
  identityTransitions,
  mayHoldIns,
  missingTraits,
  strictTraitsDiffer,
  type IdentityEvent,
  type IdentityRole,
} from './identity/identity-status.ts';
export { duplicateScore, type DuplicateScore } from './identity/duplicate-score.ts';
export { mergeLinks, undoMerge, type MergeRefusal, type MergeResult } from './identity/merge-links.ts';
export { postingLimit, type Term, type TermKind } from './search/term.ts';
export { termsOf, type SearchTraits } from './search/search-terms.ts';
export { soundOf } from './search/sound.ts';
export { foldName } from './search/fold-name.ts';
export { cardBytes, cardOf, decodeCard, encodeCard, type Card } from './search/card.ts';
export { planSearch, type SearchRefusal } from './search/typed-search.ts';
export { isBundleText, splitBundle, type BundleEntry, type SplitBundle } from './bundle/split-bundle.ts';
export {
  groupByPatient,
  isSharedType,
  replacedBy,
  type GroupedResources,
  type LooseReason,
} from './bundle/group-patients.ts';
export { allReferences, identifierKey, subjectsOf } from './bundle/patient-reference.ts';
export { identifierKeysOf, indexEntries, resolve, serverOf, withoutVersion } from './bundle/resolve-reference.ts';
export { documentSections, sectionOf } from './bundle/document-sections.ts';
export type { NamedResource } from './bundle/document-urls.ts';
export { patientDocument, type DocumentType } from './bundle/patient-document.ts';
export type { ViewSource } from './views/view-source.ts';
export {
  atOtherTime,
  blockReasons,
  buildAppointment,
  buildBlockedTime,
  practicalNotes,
  readAppointment,
  withAppointmentState,
  withoutPractitioners,
  type AgendaEntry,
  type AppointmentFacts,
  type AppointmentState,
  type BlockReason,
  type PracticalNote,
} from './views/appointment.ts';
export { administrativeOf, type Administrative, type Listed } from './views/administrative.ts';
export type { AllergyState, AllergyView, HistoryView, ProblemView } from './views/problems.ts';
export { birthName, displayName } from './views/display-name.ts';
export { isStanding, prescriptionsTogether, type PrescriptionView, type TreatmentView } from './views/treatments.ts';
export { matchVaccines, withNewOwner, type VaccineMatch } from './views/received-vaccines.ts';
export type { VaccineView, VisitView } from './views/visits.ts';
export { isCurrentDocument, type DocumentView, type RemovedDocument, type VersionView } from './views/documents.ts';
export type { MeasurePoint, MeasureSeries } from './views/measures.ts';
export { synthesisOf, type Synthesis } from './views/synthesis.ts';
export { noKnownAllergyOf, type EntryView } from './views/entries.ts';
export { changedPaths, resourceRows, type ResourceRow } from './views/resource-rows.ts';
export {
  emptyEntry,
  entryFaults,
  entryKinds,
  kin,
  type EntryFacts,
  type EntryFault,
  type EntryKind,
  type Kin,
  type Severity,
} from './clinical/entry-facts.ts';
export { readEntryText } from './clinical/entry-text.ts';
export { foldWords } from './clinical/fold-words.ts';
export { readTypedDate, readTypedExpiry } from './clinical/typed-date.ts';
export { asEnteredInError, buildEntry, buildNoKnownAllergy, editEntry, readEntry } from './clinical/write-entry.ts';
export type { EntryContext } from './clinical/entry-context.ts';
export {
  buildVaccine,
  vaccineFaults,
  vaccineRoutes,
  vaccineSites,
  writeVaccine,
  type VaccineFacts,
  type VaccineFault,
  type VaccineSite,
} from './clinical/vaccine-entry.ts';
export {
  diseases,
  vaccineProducts,
  type Disease,
  type VaccineProduct,
  type VaccineRoute,
} from './clinical/vaccines.ts';
export { vaccineCalendar } from './clinical/vaccine-calendar.ts';
export { atAge, dueVaccines, type CalendarFacts, type DueVaccine } from './views/due-vaccines.ts';
export {
  abnormalOfResult,
  buildResult,
  readResultText,
  resultFaults,
  type ResultFacts,
  type ResultFault,
} from './clinical/result-entry.ts';
export { resultsOf, type ResultLine, type ResultValue } from './views/results.ts';
export { readMeasure, type TypedMeasure } from './clinical/measure-text.ts';
export { measurements, type MeasureKind } from './clinical/measurement.ts';
export { buildEncounter, buildMeasure, buildNote, type VisitText } from './clinical/build-visit.ts';
export { buildLetter, readLetter, type Letter } from './clinical/build-letter.ts';
export {
  attachmentOf,
  buildDocument,
  documentFaults,
  documentKinds,
  editDocument,
  readDocument,
  removeDocument,
  restoreDocument,
  type DocumentFacts,
  type DocumentFault,
  type DocumentKind,
} from './clinical/document-entry.ts';
export {
  readOrigin,
  withOrigin,
  type DocumentMark,
  type DocumentOrigin,
  type SentId,
} from './versions/document-origin.ts';
export {
  compareVersions,
  versionDecision,
  type StoredVersion,
  type VersionDecision,
} from './versions/version-decision.ts';
export {
  isSameResult,
  isSameValue,
  isWithdrawnResult,
  replacedResults,
  type ReplacedResults,
  type SentResult,
  type StoredResult,
} from './versions/replaced-results.ts';
export {
  relationsOf,
  remarksOf,
  versionKeyOf,
  versionStateOf,
  withRelations,
  withRemarks,
  withState,
  type VersionRelation,
  type VersionRemark,
  type VersionState,
} from './versions/version-state.ts';
export { buildSentRecord, readSentRecord, type SentRecord } from './clinical/sent-record.ts';
export { centileOf, valueAt, zScoreOf, type BeyondThree, type Lms } from './growth/lms.ts';
export {
  growthMeasures,
  mostRows as mostGrowthRows,
  openGrowthTable,
  type GrowthCurve,
  type GrowthMeasure,
  type GrowthSex,
  type GrowthTable,
} from './growth/growth-table.ts';
export { readWhoFiles } from './growth/who-files.ts';
export { packGrowthTable, unpackGrowthTable } from './growth/growth-rows.ts';
export { curveOf, linesAt, lmsAt, scoreOf, type GrowthScore } from './growth/growth-score.ts';
export { correctedDays, daysBetween, monthsOfDays } from './growth/child-age.ts';
export { growthPoints, type GrowthPoint, type GrowthPoints } from './growth/growth-points.ts';
export { velocityOf, type GrowthVelocity, type VelocityUnit } from './growth/growth-velocity.ts';
export {
  buildGestation,
  buildGrowth,
  growthFaults,
  isGestation,
  type GrowthFacts,
  type GrowthFault,
} from './growth/growth-entry.ts';
export {
  amenorrhoeaSince,
  datingMethods,
  dueDateOf,
  dueRule,
  pastTermWeeks,
  termOn,
  type DatingMethod,
} from './pregnancy/term.ts';
export {
  buildPregnancy,
  editPregnancy,
  outcomes,
  pregnancyFaults,
  readPregnancy,
  type Outcome,
  type PregnancyFacts,
  type PregnancyFault,
} from './pregnancy/pregnancy-entry.ts';
export { pregnancyCalendar, type PregnancyLine } from './pregnancy/pregnancy-calendar.ts';
export { planPregnancy, type PlanFacts, type PlannedLine } from './pregnancy/pregnancy-plan.ts';
export { buildMark, type PregnancyMark } from './pregnancy/pregnancy-marks.ts';
export {
  buildTest,
  isTest,
  pregnancyTests,
  type TestFacts,
  type TestKind,
  type TestView,
} from './pregnancy/pregnancy-tests.ts';
export {
  buildPregnancyVisit,
  dipstick,
  dipstickValues,
  pregnancyVisitFaults,
  type DipstickField,
  type DipstickValue,
  type PregnancyVisitFacts,
  type PregnancyVisitFault,
  type PregnancyVisitView,
} from './pregnancy/visit-measures.ts';
export {
  buildCount,
  isCount,
  ongoingPregnancy,
  type CountKind,
  type ObstetricCount,
  type Obstetrics,
  type PregnancyView,
} from './views/pregnancies.ts';
export { buildDeposit, isDeposit } from './resource/deposit-rule.ts';
export { logisticCodes, type LogisticCode } from './resource/logistic-rule.ts';
export {
  asDone,
  asOpen,
  buildWorkItem,
  byUrgency,
  isAbnormalItem,
  isAboutDocument,
  isOfList,
  isOver,
  observationsOf,
  readWorkItem,
  type WorkCode,
  type WorkFacts,
  type WorkFault,
  workFaults,
  type WorkItem,
  type WorkMember,
  type WorkNotice,
} from './clinical/work-item.ts';
export {
  isPatientMailbox,
  isPlainAddress,
  mailAddressFault,
  patientMailbox,
  type MailAddressFault,
} from './clinical/mail-address.ts';
export {
  buildQueuedMail,
  readQueuedMail,
  withMailAttempts,
  withMailOutcome,
  type MailAttempts,
  type MailOutcome,
  type QueuedMail,
} from './clinical/queued-mail.ts';
export {
  readSendingReason,
  receiptReasons,
  refusalReasons,
  type RefusalReason,
  type SendingReason,
} from './clinical/sending-reason.ts';
export {
  buildSending,
  readSending,
  withSendingEvent,
  type NewSending,
  type Sending,
  type SendingAudience,
  type SendingEvent,
  type SendingState,
} from './clinical/sending.ts';
