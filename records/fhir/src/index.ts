export { FhirError, type FhirErrorCode } from './fhir-error.ts';
export { isObject, objects, text, type Json, type JsonObject } from './json/json.ts';
export type { JsonLimits } from './json/parse-json.ts';
export { scanArrayToFault } from './json/scan.ts';
export {
  isResource,
  parseResource,
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
export { isResourceType, type ResourceType } from './resource/resource-types.ts';
export { resourceTable, type Compartment, type ResourceRule } from './resource/resource-table.ts';
export { compartmentOf } from './resource/compartment.ts';
export { checkResource } from './resource/check-resource.ts';
export { isChecked, type CheckedResource } from './resource/checked-resource.ts';
export type { Issue, IssueCode } from './resource/issue.ts';
export { labelOf } from './french/coding.ts';
export {
  identityDocuments,
  type IdentityDocument,
  type IdentityFlag,
  type IdentityStatus,
  type Reliability,
} from './french/identity-reliability.ts';
export { identityIssues, unusableIns } from './french/check-patient.ts';
export type { Ins } from './french/ins-identifier.ts';
export {
  readPatient,
  type BirthPlace,
  type PatientTraits,
  type Phone,
  type PostalAddress,
  type Sex,
} from './french/patient-traits.ts';
export { buildPatient } from './french/build-patient.ts';
export {
  buildCoverage,
  readCoverage,
  type CoverageDetail,
  type CoverageFacts,
  type CoverageKind,
} from './french/coverage.ts';
export { buildTreatingDoctor, readTreatingDoctor, type TreatingDoctor } from './french/treating-doctor.ts';
export {
  buildRelatedPerson,
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
  type IdentityRefusal,
  type IdentityRole,
  type StrictTrait,
  type Transition,
} from './identity/identity-status.ts';
export {
  duplicateScore,
  type DuplicateReason,
  type DuplicateScore,
  type DuplicateVerdict,
} from './identity/duplicate-score.ts';
export { mergeLinks, undoMerge, type MergeRefusal, type MergeResult } from './identity/merge-links.ts';
export { postingLimit, type Term, type TermKind } from './search/term.ts';
export { termsOf, type SearchTraits } from './search/search-terms.ts';
export { soundOf } from './search/sound.ts';
export { foldName } from './search/fold-name.ts';
export { cardBytes, cardOf, decodeCard, encodeCard, type Card, type CardFlag } from './search/card.ts';
export { planSearch, type PlannedSearch, type SearchPlan, type SearchRefusal } from './search/typed-search.ts';
export {
  isBundleText,
  splitBundle,
  type BundleEntry,
  type RejectedEntry,
  type SplitBundle,
} from './bundle/split-bundle.ts';
export {
  groupByPatient,
  isSharedType,
  replacedBy,
  type GroupedResources,
  type LooseReason,
  type PatientGroup,
} from './bundle/group-patients.ts';
export { allReferences, identifierKey, subjectsOf, type Subject } from './bundle/patient-reference.ts';
export { identifierKeysOf, indexEntries, resolve, serverOf, withoutVersion } from './bundle/resolve-reference.ts';
export { documentSections, sectionOf, type DocumentSection, type SectionKey } from './bundle/document-sections.ts';
export type { NamedResource } from './bundle/document-urls.ts';
export { patientDocument, type DocumentOptions } from './bundle/patient-document.ts';
