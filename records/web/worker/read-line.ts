import { termOn, type JsonObject, type PregnancyView } from '@etanche/records-fhir';
import {
  checkAllergies,
  checkDuplicates,
  checkPregnancy,
  checkedMedicine,
  checkRules,
  doseContext,
  lineDays,
  parseDose,
  prescribed,
  prescriptionRules,
  quantityOf,
  readPrescription,
  writeDose,
  type CheckedMedicine,
  type MedicineLine,
  type PrescriptionLine,
} from '@etanche/records-medicines';
import type { LineAlert, LineDraft, LineView } from '../port/prescription-calls.ts';
import { interactionAlerts, type TakenMedicine } from './interaction-alerts.ts';
import type { LoadedThesaurus } from './loaded-thesaurus.ts';
import type { Medicines } from './medicines.ts';

/** The resources of a file, and the thesaurus, that a prescription is checked against. */
export type FileFacts = {
  readonly allergies: readonly JsonObject[];
  readonly treatment: readonly JsonObject[];
  /** The pregnancy that lasts. */
  readonly pregnancy: PregnancyView | null;
  /** The practice's thesaurus; null if its settings could not be read. */
  readonly thesaurus: LoadedThesaurus | null;
};

/** The line of a draft; null if the list of medicines lacks it. @param authoredOn FHIR instant */
export function lineOf(
  medicines: Medicines,
  draft: LineDraft,
  authoredOn: string,
): { readonly line: PrescriptionLine; readonly medicine: MedicineLine } | null {
  const medicine = medicines.lineOf(draft.key);
  if (medicine === null) return null;
  const brand = draft.brand === null ? null : (medicines.index.byCis.get(draft.brand) ?? null);
  return {
    medicine,
    line: {
      medicine: prescribed(medicine, brand),
      dose: parseDose(draft.typed, doseContext(medicine)),
      duration: null,
      renewals: draft.renewals,
      substitution: null,
      course: draft.isContinuous ? 'continuous' : 'acute',
      isAld: draft.isAld,
      authoredOn,
      quantity: null,
      note: null,
    },
  };
}

/** Reads a draft for a screen, with everything that the doctor should know before keeping it. */
export function readLine(
  medicines: Medicines,
  draft: LineDraft,
  others: readonly LineDraft[],
  facts: FileFacts,
  authoredOn: string,
): LineView | null {
  const read = lineOf(medicines, draft, authoredOn);
  if (read === null) return null;
  const { line, medicine } = read;
  const { dose } = line;
  const packs = medicine.medicines.flatMap((one) => one.packs);
  const quantity = dose.kind === 'dose' ? quantityOf(dose.dose, null, doseContext(medicine), packs) : null;
  return {
    label: line.medicine.label,
    brandName: line.medicine.isBrandChosen ? line.medicine.name : null,
    dose: dose.kind === 'dose' ? writeDose(dose.dose) : null,
    fault: dose.kind === 'dose' ? null : dose.fault,
    days: lineDays(line),
    quantity: quantity === null ? null : { amount: quantity.amount, unit: quantity.unit, isMost: quantity.isMost },
    alerts: [
      ...safetyAlerts(medicines, line, others, facts),
      // Without a dose every rule about a duration is broken: nothing is said while somebody types.
      ...(dose.kind === 'dose' ? ruleAlerts(medicines, line, medicine, draft) : []),
    ],
  };
}

/** A line of the treatment, as if it were prescribed now beside the rest of the treatment. */
export function renewalAlerts(
  medicines: Medicines,
  line: PrescriptionLine,
  rest: FileFacts,
  authoredOn: string,
): LineAlert[] {
  return safetyAlerts(medicines, { ...line, authoredOn }, [], rest);
}

function safetyAlerts(
  medicines: Medicines,
  line: PrescriptionLine,
  others: readonly LineDraft[],
  { allergies, treatment, pregnancy, thesaurus }: FileFacts,
): LineAlert[] {
  const checked = checkedMedicine(medicines.index, line.medicine);
  if (checked === null) return [{ level: 'note', kind: 'not_in_database', text: '' }];
  const { conflicts, unchecked } = checkAllergies(medicines.search, checked, allergies);
  const standing = treatment.map((request) => readPrescription(request)?.line.medicine ?? null);
  const taken = [
    ...standing.flatMap((medicine) => medicine ?? []),
    ...others.flatMap((other) => lineOf(medicines, other, line.authoredOn)?.line.medicine ?? []),
  ].map((medicine): TakenMedicine => ({
    label: medicine.label,
    checked: checkedMedicine(medicines.index, medicine),
  }));
  const known = taken.flatMap(({ checked: one }) => (one === null ? [] : [one]));
  return [
    ...conflicts.map(({ allergyText, substance, through }): LineAlert => ({
      level: 'stop',
      kind: 'allergy',
      text: `${allergyText} : ${substance.toLowerCase()}${through === null ? '' : ` (${through.name})`}`,
    })),
    ...(pregnancy === null ? [] : pregnancyAlerts(medicines, line, checked, pregnancy)),
    ...unchecked.map((text): LineAlert => ({ level: 'note', kind: 'unchecked_allergy', text })),
    ...interactionAlerts(thesaurus, checked, taken, standing.filter((medicine) => medicine === null).length),
    ...checkDuplicates(checked, known).map(({ other }): LineAlert => ({
      level: 'note',
      kind: 'duplicate',
      text: other.label,
    })),
  ];
}

/** The warnings for a pregnant patient at this term, the conditions of the database, and the limits of both. */
function pregnancyAlerts(
  medicines: Medicines,
  { authoredOn, medicine: { cis } }: PrescriptionLine,
  checked: CheckedMedicine,
  { since }: PregnancyView,
): LineAlert[] {
  const term = since === null ? null : termOn(since, authoredOn.slice(0, 10));
  const at = term === null ? '' : `${term.weeks}\u00a0SA\u00a0: `;
  const found = checkPregnancy(checked, term?.weeks ?? null).map(({ warning, isContraindicated }): LineAlert => ({
    level: isContraindicated ? 'stop' : 'note',
    kind: 'pregnancy',
    text: `${at}${warning.text}. Source\u00a0: ${warning.source}.`,
  }));
  const medicine = cis === null ? undefined : medicines.index.byCis.get(cis);
  const conditions = medicine === undefined ? [] : prescriptionRules([medicine]).rules;
  const childbearing = conditions
    .filter(({ kind }) => kind === 'childbearing')
    .map(({ source }): LineAlert => ({ level: 'stop', kind: 'pregnancy', text: `${at}${source}` }));
  return [...found, ...childbearing, { level: 'note', kind: 'pregnancy_list', text: '' }];
}

function ruleAlerts(
  medicines: Medicines,
  line: PrescriptionLine,
  medicine: MedicineLine,
  draft: LineDraft,
): LineAlert[] {
  const brand = draft.brand === null ? undefined : medicines.index.byCis.get(draft.brand);
  const rules = prescriptionRules(brand === undefined ? medicine.medicines : [brand]);
  return checkRules(rules, { days: lineDays(line), renewals: line.renewals }).map(
    ({ isBlocking, source }): LineAlert => ({
      level: isBlocking ? 'stop' : 'form',
      kind: 'rule',
      text: source,
    }),
  );
}
