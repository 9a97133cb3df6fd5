import { codesOf, concept, labelOf } from '../french/coding.ts';
import { isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';
import { isDateTime } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { dateOfChoice, noteOf, withDate, withField, withLabel, withNote } from './edit-element.ts';
import { diseasesOfName, productOf, type Disease, type VaccineRoute } from './vaccines.ts';
import type { EntryContext } from './entry-context.ts';

/** Places of an injection (HL7 ActSite), with the words that are stored. */
export const vaccineSites = {
  LA: 'Bras gauche',
  RA: 'Bras droit',
  LT: 'Cuisse gauche',
  RT: 'Cuisse droite',
  BU: 'Fesse',
} as const;
export type VaccineSite = keyof typeof vaccineSites;

export const vaccineRoutes: Readonly<Record<VaccineRoute, string>> = {
  IM: 'intramusculaire',
  SC: 'sous-cutanée',
  ID: 'intradermique',
  PO: 'orale',
};

/** A vaccination as a person writes it. */
export interface VaccineFacts {
  /** Code CIS; null for a name that was typed or that another program wrote. */
  readonly cis: string | null;
  readonly name: string;
  /** FHIR date of any precision. */
  readonly date: string;
  readonly lot: string | null;
  readonly expiry: string | null;
  readonly site: VaccineSite | null;
  readonly route: VaccineRoute | null;
  readonly dose: number | null;
  /** False for a vaccination that was given elsewhere and is only written down here. */
  readonly isGivenHere: boolean;
  /** Why it was not given; null if it was. */
  readonly refusal: string | null;
  readonly note: string | null;
}

export type VaccineFault =
  | 'name_missing'
  | 'date_invalid'
  | 'expiry_invalid'
  | 'date_future'
  | 'lot_missing'
  | 'expired'
  | 'dose_invalid';

const cisSystem = 'urn:oid:1.2.250.1.213.2.3.1';
const siteSystem = 'http://terminology.hl7.org/CodeSystem/v3-ActSite';
const routeSystem = 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration';
const mostDoses = 20;

/** The faults of a vaccination. @param today `YYYY-MM-DD` */
export function vaccineFaults(facts: VaccineFacts, today: string): VaccineFault[] {
  const faults: VaccineFault[] = [];
  const { date, lot, expiry, dose, isGivenHere, refusal } = facts;
  if (facts.name.trim() === '') faults.push('name_missing');
  if (!isDateTime(date)) faults.push('date_invalid');
  else if (expiry !== null && !isDateTime(expiry)) faults.push('expiry_invalid');
  else if (date.slice(0, 10) > today) faults.push('date_future');
  else if (isExpired(expiry, date)) faults.push('expired');
  if (isGivenHere && refusal === null && lot === null) faults.push('lot_missing');
  if (dose !== null && (!Number.isSafeInteger(dose) || dose < 1 || dose > mostDoses)) faults.push('dose_invalid');
  return faults;
}

/** A vial is usable through the month or day of its expiry. */
function isExpired(expiry: string | null, date: string): boolean {
  return expiry !== null && date.slice(0, expiry.length) > expiry;
}

export function buildVaccine(facts: VaccineFacts, { patient, author, recorded }: EntryContext): Resource {
  return writeVaccine(
    {
      resourceType: 'Immunization',
      status: facts.refusal === null ? 'completed' : 'not-done',
      patient: { reference: patient },
      recorded,
      primarySource: facts.isGivenHere,
      ...(facts.isGivenHere ? { performer: [{ actor: { display: author } }] } : {}),
    },
    facts,
  );
}

/** The Immunization with other facts; elements and extensions that no fact describes stay as they are. */
export function writeVaccine(before: Resource, facts: VaccineFacts): Resource {
  const coded = withProduct(before, facts);
  const dated = withDate(coded, 'occurrence', facts.date);
  const doses = withDose(dated, facts.dose);
  const sited = withCoded(doses, 'site', siteSystem, facts.site, vaccineSites);
  const routed = withCoded(sited, 'route', routeSystem, facts.route, vaccineRoutes);
  const lotted = withField(withField(routed, 'lotNumber', facts.lot), 'expirationDate', facts.expiry);
  const source = withField(lotted, 'primarySource', facts.isGivenHere);
  const reasoned = withReason(source, facts.refusal);
  return { ...withNote(reasoned, facts.note), resourceType: 'Immunization' };
}

export function readVaccine(immunization: JsonObject): VaccineFacts {
  const code = codesOf(immunization['vaccineCode']).find(({ system }) => system === cisSystem)?.code ?? null;
  return {
    cis: code,
    name: labelOf(immunization['vaccineCode']) ?? '',
    date: dateOfChoice(immunization, 'occurrence') ?? text(immunization['occurrenceString']) ?? '',
    lot: text(immunization['lotNumber']),
    expiry: text(immunization['expirationDate']),
    site: codedIn(immunization['site'], siteSystem, vaccineSites),
    route: codedIn(immunization['route'], routeSystem, vaccineRoutes),
    dose: doseOf(immunization),
    isGivenHere: immunization['primarySource'] === true,
    refusal: immunization['status'] === 'not-done' ? (labelOf(immunization['statusReason']) ?? '') : null,
    note: noteOf(immunization),
  };
}

/** By its code, by the diseases that it names, and by its words. */
export function diseasesOfVaccine(immunization: JsonObject): Disease[] {
  const { cis, name } = readVaccine(immunization);
  const known = cis === null ? null : productOf(cis);
  if (known !== null) return [...known.diseases];
  const targets = objects(immunization['protocolApplied']).flatMap((one) => objects(one['targetDisease']));
  const named = targets.flatMap((target) => diseasesOfName(labelOf(target) ?? ''));
  return [...new Set([...named, ...diseasesOfName(name)])];
}

function withProduct(before: JsonObject, { cis, name }: VaccineFacts): JsonObject {
  const known = readVaccine(before);
  if (known.name === name && known.cis === cis) return before;
  if (cis === null) return withLabel(before, 'vaccineCode', name);
  const rest = isObject(before['vaccineCode']) ? before['vaccineCode'] : {};
  return { ...before, vaccineCode: { ...rest, ...concept(cisSystem, cis, name) } };
}

function withDose(before: JsonObject, dose: number | null): JsonObject {
  if (doseOf(before) === dose) return before;
  const [first = {}, ...others] = objects(before['protocolApplied']);
  const rest = without(without(first, 'doseNumberPositiveInt'), 'doseNumberString');
  if (dose !== null) return { ...before, protocolApplied: [{ ...rest, doseNumberPositiveInt: dose }, ...others] };
  // R4: protocolApplied.doseNumber[x] 1..1. Without a number the element says nothing unless it has other content.
  const kept = Object.keys(rest).length === 0 ? others : [{ ...rest, doseNumberString: 'inconnu' }, ...others];
  const list = without(before, 'protocolApplied');
  return kept.length === 0 ? list : { ...list, protocolApplied: kept };
}

function doseOf(immunization: JsonObject): number | null {
  const [first = {}] = objects(immunization['protocolApplied']);
  const number = first['doseNumberPositiveInt'];
  return typeof number === 'number' ? number : null;
}

function withReason(before: JsonObject, refusal: string | null): JsonObject {
  if (before['status'] !== 'not-done' || refusal === null) return before;
  return withLabel(before, 'statusReason', refusal);
}

function withCoded(
  before: JsonObject,
  field: string,
  system: string,
  code: string | null,
  names: Readonly<Record<string, string>>,
): JsonObject {
  const known = codesOf(before[field]).find((one) => one.system === system)?.code ?? null;
  if (known === code) return before;
  if (code === null) return without(before, field);
  const rest = isObject(before[field]) ? before[field] : {};
  return { ...before, [field]: { ...rest, ...concept(system, code, names[code] ?? code) } };
}

function codedIn<Names extends object>(value: Json | undefined, system: string, names: Names): keyof Names | null {
  const code = codesOf(value).find((one) => one.system === system)?.code ?? '';
  return Object.hasOwn(names, code) ? (code as keyof Names) : null;
}
