export { MedicinesError, type MedicinesErrorCode } from './medicines-error.ts';
export type { Component, GenericRole, Medicine, MedicineIndex, Pack } from './medicine.ts';
export { decodeBdpm } from './bdpm/decode-bdpm.ts';
export { bdpmFiles, type BdpmFile, type BdpmTexts } from './bdpm/read-table.ts';
export { buildIndex, type BuildReport } from './bdpm/build-index.ts';
export { writeIndex } from './index-file/write-index.ts';
export { openIndex } from './index-file/open-index.ts';
export { medicineLines, type MedicineLine } from './search/medicine-lines.ts';
export { openSearch, type MedicineSearch, type SearchLine, type WordPosting } from './search/open-search.ts';
export { searchMedicines, type FoundMedicine, type MedicineResults } from './search/search-medicines.ts';
export {
  type Dose,
  type DoseFault,
  type DoseOrText,
  type DoseStep,
  type DoseUnit,
  type Duration,
  type Rhythm,
} from './dose/dose.ts';
export { doseUnits, unitOfForm, type UnitFacts } from './dose/dose-units.ts';
export { doseContext, type DoseContext } from './dose/dose-context.ts';
export { checkDose } from './dose/check-dose.ts';
export { parseDose } from './dose/parse-dose.ts';
export { typeDose, writeDose } from './dose/write-dose.ts';
export { readDosage, readDuration, writeDosage, writeDuration } from './dose/fhir-dosage.ts';
export { doseDays, quantityOf, type Quantity } from './dose/quantity.ts';
export { numberInWords } from './dose/number-in-words.ts';
export { doseInWords, strengthInWords } from './dose/dose-in-words.ts';
export type { PrescriptionRule, RuleKind } from './rules/rule.ts';
export { readCondition } from './rules/read-condition.ts';
export { prescriptionRules, type PrescriptionRules, type Renewability } from './rules/prescription-rules.ts';
export { checkRules, fractionText, type RuleIssue, type RuleIssueCode } from './rules/check-rules.ts';
export {
  hasOpenEnd,
  lineDays,
  prescribed,
  type PrescribedMedicine,
  type PrescriptionLine,
} from './line/prescription-line.ts';
export { substitutionIssue, substitutionText, type Substitution } from './line/substitution.ts';
export {
  prescriptionSystems,
  readPrescription,
  writePrescription,
  type PrescriptionReferences,
  type ReadPrescription,
} from './line/medication-request.ts';
export { renewPrescriptions, type RenewalFacts, type RenewalRefusal, type Renewed } from './line/renew-prescription.ts';
export { allergyClasses, type AllergyClass } from './checks/allergy-classes.ts';
export { checkedMedicine, type CheckedMedicine } from './checks/checked-medicine.ts';
export { checkAllergies, type AllergyCheck, type AllergyConflict } from './checks/check-allergies.ts';
export { checkPregnancy, type PregnancyFinding } from './checks/check-pregnancy.ts';
export { pregnancyWarnings, type PregnancyWarning } from './checks/pregnancy-warnings.ts';
export { checkDuplicates, type Duplicate } from './checks/check-duplicates.ts';
export {
  readThesaurus,
  type Interaction,
  type InteractionLevel,
  type ThesaurusFile,
} from './thesaurus/read-thesaurus.ts';
export { openThesaurus, type Thesaurus } from './thesaurus/open-thesaurus.ts';
export { packThesaurus, unpackThesaurus, type ThesaurusPart } from './thesaurus/pack-thesaurus.ts';
export { checkInteractions, type InteractionAnswer } from './thesaurus/check-interactions.ts';
