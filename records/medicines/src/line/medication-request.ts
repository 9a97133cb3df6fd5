import { isObject, text, type Json, type JsonObject, type Resource } from '@etanche/records-fhir';
import { readDosage, readDuration, writeDosage, writeDuration } from '../dose/fhir-dosage.ts';
import type { Duration } from '../dose/dose.ts';
import { doseDays } from '../dose/quantity.ts';
import { lineDays, requireLine, type PrescribedMedicine, type PrescriptionLine } from './prescription-line.ts';
import { substitutionText, type Substitution } from './substitution.ts';

export const prescriptionSystems = {
  /** CIS codes of the ANSM, as the French profiles name them. */
  cis: 'urn:oid:1.2.250.1.213.2.3.1',
  course: 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy',
  /** Reasons against substitution and the ALD zone, for which no published code system was found: random. */
  own: 'urn:uuid:0c2f1a5e-5d0b-4c5f-8a57-3b7f6a1f2d94',
} as const;

export interface PrescriptionReferences {
  readonly subject: JsonObject;
  readonly requester: JsonObject;
  readonly encounter?: JsonObject;
}

/**
 * A line as a MedicationRequest of FHIR R4, active, without an id. With `base`, its elements that a line does not have
 * are kept, also inside `dispenseRequest`.
 *
 * @throws MedicinesError `line_invalid`, `dose_invalid`
 */
export function writePrescription(
  line: PrescriptionLine,
  references: PrescriptionReferences,
  base: JsonObject = {},
): Resource<'MedicationRequest'> {
  requireLine(line);
  const kept = Object.fromEntries(Object.entries(base).filter(([name]) => !managed.has(name)));
  const categories = (Array.isArray(base['category']) ? base['category'] : []).filter((one) => !isAldCategory(one));
  const category = line.isAld ? [...categories, aldCategory] : categories;
  const dispense = isObject(base['dispenseRequest']) ? base['dispenseRequest'] : {};
  const encounter = references.encounter ?? base['encounter'];
  return {
    ...kept,
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    ...(category.length === 0 ? {} : { category }),
    medicationCodeableConcept: writeMedicine(line.medicine),
    subject: references.subject,
    ...(encounter === undefined ? {} : { encounter }),
    authoredOn: line.authoredOn,
    requester: references.requester,
    courseOfTherapyType: { coding: [{ system: prescriptionSystems.course, code: line.course }] },
    ...(line.note === null ? {} : { note: [{ text: line.note }] }),
    dosageInstruction: writeDosage(line.dose),
    dispenseRequest: { ...without(dispense, managedDispense), ...writeDispense(line) },
    ...(line.substitution === null ? {} : { substitution: writeSubstitution(line.substitution) }),
  };
}

const managed: ReadonlySet<string> = new Set(
  (
    'resourceType status intent category medicationCodeableConcept medicationReference subject encounter authoredOn ' +
    'requester courseOfTherapyType note dosageInstruction dispenseRequest substitution'
  ).split(' '),
);
const managedDispense: ReadonlySet<string> = new Set(
  'validityPeriod numberOfRepeatsAllowed quantity expectedSupplyDuration'.split(' '),
);

const aldCategory: JsonObject = {
  coding: [{ system: prescriptionSystems.own, code: 'ald', display: 'En rapport avec une affection de longue durée' }],
};

function writeMedicine({ label, cis, name, isBrandChosen }: PrescribedMedicine): JsonObject {
  if (cis === null || name === null) return { text: label };
  return {
    coding: [{ system: prescriptionSystems.cis, code: cis, display: name, userSelected: isBrandChosen }],
    text: label,
  };
}

function writeDispense(line: PrescriptionLine): JsonObject {
  const days = lineDays(line);
  const start = line.authoredOn.slice(0, 10);
  const end = days === null ? {} : { end: dayAfter(start, days * (line.renewals + 1)) };
  const supply = days === null ? {} : { expectedSupplyDuration: supplyDuration(line, days) };
  const quantity =
    line.quantity === null ? {} : { quantity: { value: line.quantity.amount, unit: line.quantity.unit } };
  return { validityPeriod: { start, ...end }, numberOfRepeatsAllowed: line.renewals, ...quantity, ...supply };
}

/** The duration as prescribed where it is one; several steps are counted in days. */
function supplyDuration({ dose, duration }: PrescriptionLine, days: number): JsonObject {
  const steps = dose.kind === 'dose' ? dose.dose.steps : [];
  const only = steps.length > 1 ? null : (steps[0]?.duration ?? duration);
  return writeDuration(only ?? { value: days, unit: 'day' });
}

function writeSubstitution(substitution: Substitution): JsonObject {
  const coding = [
    { system: prescriptionSystems.own, code: substitution.reason, display: substitutionText(substitution) },
  ];
  const excipient = substitution.reason === 'CIF' ? { text: substitution.excipient } : {};
  return { allowedBoolean: false, reason: { coding, ...excipient } };
}

export interface ReadPrescription {
  readonly line: PrescriptionLine;
  /** Names of elements that a line does not have or reads otherwise; the screen says that there is more. */
  readonly unread: readonly string[];
}

/** Reads a MedicationRequest of any origin; null if it has neither a text nor a known medicine. */
export function readPrescription(resource: JsonObject): ReadPrescription | null {
  const medicine = readMedicine(resource['medicationCodeableConcept']);
  const authoredOn = text(resource['authoredOn']);
  if (resource['resourceType'] !== 'MedicationRequest' || medicine === null || authoredOn === null) return null;
  const dispense = isObject(resource['dispenseRequest']) ? resource['dispenseRequest'] : {};
  const repeats = dispense['numberOfRepeatsAllowed'];
  const quantity = isObject(dispense['quantity']) ? dispense['quantity'] : {};
  const elements = Array.isArray(resource['dosageInstruction']) ? resource['dosageInstruction'] : [];
  const dose = readDosage(elements);
  const hasEnd = dose.kind === 'dose' && doseDays(dose.dose) !== null;
  const notes = Array.isArray(resource['note']) ? resource['note'] : [];
  const note = notes.length === 1 && isObject(notes[0]) ? text(notes[0]['text']) : null;
  const [amount, unit] = [quantity['value'], text(quantity['unit'])];
  const line: PrescriptionLine = {
    ...{ medicine, dose, authoredOn, note },
    duration: hasEnd
      ? null
      : dispense['expectedSupplyDuration'] === undefined
        ? durationOfPeriod(dispense['validityPeriod'], dose, repeats ?? 0)
        : readOpenDuration(dispense['expectedSupplyDuration'], dose),
    renewals: typeof repeats === 'number' ? repeats : 0,
    substitution: readSubstitution(resource['substitution']),
    course:
      codeOf(resource['courseOfTherapyType'], prescriptionSystems.course) === 'continuous' ? 'continuous' : 'acute',
    isAld: Array.isArray(resource['category']) && resource['category'].some(isAldCategory),
    quantity: typeof amount === 'number' && unit !== null ? { amount, unit } : null,
  };
  return { line, unread: unreadOf(resource, line) };
}

/**
 * The duration of a prescription that states only its first and last day. A dose of several steps, or a text that
 * names a duration, says itself how long it is taken.
 */
function durationOfPeriod(value: Json | undefined, dose: PrescriptionLine['dose'], repeats: Json): Duration | null {
  if (!isObject(value) || typeof repeats !== 'number') return null;
  if (dose.kind === 'text' ? namesDuration.test(dose.text) : dose.dose.steps.length !== 1) return null;
  const [start, end] = [text(value['start']), text(value['end'])];
  if (start === null || end === null || !day.test(start) || !day.test(end)) return null;
  const days = (Date.parse(end) - Date.parse(start)) / 86_400_000 / (repeats + 1);
  return Number.isInteger(days) && days > 0 && days <= 371 ? { value: days, unit: 'day' } : null;
}

const day = /^\d{4}-\d\d-\d\d$/;
const namesDuration = /(?:pendant|durant|pdt)(?!\p{L})|\d ?(?:jours?|j|semaines?|sem|mois|ans?)(?!\p{L})/iu;

/** A duration of the open last step alone is only known if the dose has one step. */
function readOpenDuration(value: Json | undefined, dose: PrescriptionLine['dose']): PrescriptionLine['duration'] {
  const duration = readDuration(value);
  if (duration === null || dose.kind === 'text' || dose.dose.steps.length === 1) return duration;
  const before = doseDays({ ...dose.dose, steps: dose.dose.steps.slice(0, -1) }) ?? 0;
  return duration.unit === 'day' && duration.value > before ? { value: duration.value - before, unit: 'day' } : null;
}

/** Written again, each element that differs or is missing was not read. */
function unreadOf(resource: JsonObject, line: PrescriptionLine): string[] {
  const other = Object.keys(resource).filter((name) => !managed.has(name) && !administrative.has(name));
  let again: JsonObject;
  try {
    again = writePrescription(line, { subject: {}, requester: {} });
  } catch {
    // The line contradicts itself: nothing of it is confirmed.
    return [...other, ...Array.from(managed).filter((name) => !context.has(name) && name in resource)];
  }
  const compared = Array.from(managed).filter((name) => !context.has(name) && name in resource);
  const differing = compared.filter((name) => !includes(again[name] ?? null, resource[name] ?? null));
  return [...other, ...differing];
}

const administrative: ReadonlySet<string> = new Set(['id', 'meta', 'text', 'priorPrescription']);
const context: ReadonlySet<string> = new Set([
  'resourceType',
  'status',
  'intent',
  'subject',
  'encounter',
  'requester',
  'authoredOn',
]);

/** True if every element of `part` is in `whole` with the same value. */
function includes(whole: Json, part: Json): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) && part.length === whole.length && part.every((one, at) => includes(whole[at] ?? null, one))
    );
  }
  if (!isObject(part)) return whole === part;
  return isObject(whole) && Object.entries(part).every(([name, value]) => includes(whole[name] ?? null, value));
}

function readMedicine(concept: Json | undefined): PrescribedMedicine | null {
  if (!isObject(concept)) return null;
  const codings = Array.isArray(concept['coding']) ? concept['coding'].filter(isObject) : [];
  const coding = codings.find((one) => one['system'] === prescriptionSystems.cis);
  const [cis, name] = [text(coding?.['code']), text(coding?.['display'])];
  const isKnown = cis !== null && /^\d{8}$/.test(cis) && name !== null;
  const label =
    text(concept['text']) ?? name ?? codings.map((one) => text(one['display'])).find((each) => each !== null) ?? null;
  if (label === null || label.trim() === '') return null;
  return {
    label,
    cis: isKnown ? cis : null,
    name: isKnown ? name : null,
    isBrandChosen: isKnown && coding?.['userSelected'] !== false,
  };
}

function readSubstitution(value: Json | undefined): Substitution | null {
  if (!isObject(value) || value['allowedBoolean'] !== false || !isObject(value['reason'])) return null;
  const reason = codeOf(value['reason'], prescriptionSystems.own);
  if (reason === 'CIF') return { reason, excipient: text(value['reason']['text']) ?? '' };
  return reason === 'MTE' || reason === 'EFG' ? { reason } : null;
}

function isAldCategory(category: Json): boolean {
  return codeOf(category, prescriptionSystems.own) === 'ald';
}

function codeOf(concept: Json | undefined, system: string): string | null {
  if (!isObject(concept) || !Array.isArray(concept['coding'])) return null;
  const coding = concept['coding'].filter(isObject).find((one) => one['system'] === system);
  return text(coding?.['code']);
}

function without(object: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

/** A day later by `days`, in UTC, so that no change of the clock moves it. */
function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
