import { isObject, objects, text } from '../json/json.ts';
import { allReferences, identifierKey, subjectsOf, type Subject } from './patient-reference.ts';
import { indexEntries, resolve, type EntryIndex } from './resolve-reference.ts';
import type { Resource } from '../resource/resource.ts';
import type { BundleEntry } from './split-bundle.ts';

interface PatientGroup {
  readonly patient: BundleEntry;
  /** The patient's other resources, in the order of the input. */
  readonly resources: readonly BundleEntry[];
}

export type LooseReason =
  /** It refers to a patient that is not in the input. */
  | 'patient_missing'
  /** It belongs to several patients, or to an id that two patients share. */
  | 'several_patients'
  /** Its only patient is a contained Patient. */
  | 'patient_contained'
  /** Its subject is a display text, or not a patient. */
  | 'subject_unclear'
  /** It is a Patient replaced by another one, which gets the resources that refer to it. */
  | 'patient_replaced';

export interface GroupedResources {
  readonly patients: readonly PatientGroup[];
  /** Resources that belong to no patient: practitioners, organisations, places, medications. */
  readonly shared: readonly BundleEntry[];
  readonly loose: readonly { readonly entry: BundleEntry; readonly reason: LooseReason }[];
}

type Owner = {
  readonly patients: ReadonlySet<BundleEntry>;
  readonly missing: boolean;
  readonly contained: boolean;
  readonly unclear: boolean;
};

/**
 * Groups the resources of an import by patient. References are resolved by the rules of R4 (Bundle, "Resolving
 * references in Bundles"): by fullUrl, by `urn:uuid:`, by type and id; an identifier means the one patient that has it.
 * A resource without a subject belongs to the one patient whose resources refer to it (a Binary to the patient of its
 * DocumentReference) or to which it refers (a Provenance). A resource with an unclear subject belongs to no patient.
 * Practitioners, organisations and similar resources stay shared.
 *
 * @param standsFor maps Patients that are other states of a Patient of the input to that Patient; they are in no list
 *   of the result
 */
export function groupByPatient(
  entries: Iterable<BundleEntry>,
  standsFor: ReadonlyMap<BundleEntry, BundleEntry> = new Map(),
): GroupedResources {
  const all = [...entries];
  const index = { ...indexEntries(all), standsFor };
  const groups = new Map<BundleEntry, BundleEntry[]>();
  const shared: BundleEntry[] = [];
  const loose: { entry: BundleEntry; reason: LooseReason }[] = [];
  for (const entry of all) {
    if (isPatient(entry) && !standsFor.has(entry) && replacementOf(entry, index) === entry) groups.set(entry, []);
  }
  const owners = new Map(all.map((entry) => [entry, ownerOf(entry, index)]));
  assignConnected(all, owners, index);
  for (const entry of all) {
    const owner = owners.get(entry);
    if (isPatient(entry)) {
      if (!groups.has(entry) && !standsFor.has(entry)) loose.push({ entry, reason: 'patient_replaced' });
      continue;
    }
    if (owner === undefined) continue;
    const [patient, second] = owner.patients;
    if (second !== undefined) loose.push({ entry, reason: 'several_patients' });
    else if (owner.unclear) loose.push({ entry, reason: 'subject_unclear' });
    else if (owner.missing) loose.push({ entry, reason: 'patient_missing' });
    else if (patient !== undefined) groups.get(patient)?.push(entry);
    else if (owner.contained) loose.push({ entry, reason: 'patient_contained' });
    else shared.push(entry);
  }
  return { patients: Array.from(groups, ([patient, resources]) => ({ patient, resources })), shared, loose };
}

/** Types to which resources of many patients refer, and which belong to no patient. */
const sharedTypes: ReadonlySet<string> = new Set([
  ...['Practitioner', 'PractitionerRole', 'Organization', 'OrganizationAffiliation', 'Location', 'HealthcareService'],
  ...['Medication', 'Substance', 'Device', 'Endpoint', 'InsurancePlan', 'Questionnaire', 'PlanDefinition', 'Library'],
]);

/** True for types whose resources belong to no patient. */
export function isSharedType(resourceType: string): boolean {
  return sharedTypes.has(resourceType);
}

type Index = EntryIndex & { readonly standsFor: ReadonlyMap<BundleEntry, BundleEntry> };

/** The Patients that stand for these, without repeats. */
function usedOf(patients: readonly BundleEntry[], { standsFor }: Index): BundleEntry[] {
  return Array.from(new Set(patients.map((one) => standsFor.get(one) ?? one)));
}

function ownerOf(entry: BundleEntry, index: Index): Owner {
  const subjects = subjectsOf(entry.resource);
  const outside = subjects.filter((subject) => !isContained(subject) && subject.kind !== 'unclear');
  const resolved = outside.map((subject) => usedOf(namedBy(subject, entry, index).filter(isPatient), index));
  return {
    patients: new Set(resolved.flat().map((patient) => replacementOf(patient, index))),
    missing: resolved.some((found) => found.length === 0),
    contained: subjects.some(isContained),
    unclear: subjects.some(({ kind }) => kind === 'unclear'),
  };
}

function namedBy(subject: Subject, from: BundleEntry, index: Index): readonly BundleEntry[] {
  if (subject.kind === 'reference') return resolve(subject.reference, from, index);
  if (subject.kind === 'unclear') return [];
  return index.byIdentifier.get(identifierKey(subject.system, subject.value) ?? '') ?? [];
}

function isContained(subject: Subject): boolean {
  return subject.kind === 'reference' && subject.reference.startsWith('#');
}

/** The Patient that replaces this one after merges; itself if none does or the replacement is not in the input. */
function replacementOf(patient: BundleEntry, index: Index): BundleEntry {
  const seen = new Set<BundleEntry>();
  let current = patient;
  while (!seen.has(current)) {
    seen.add(current);
    const reference = replacedBy(current.resource);
    const named = reference === null ? [] : resolve(reference, current, index).filter(isPatient);
    const [next, second] = usedOf(named, index);
    if (next === undefined || second !== undefined) return current;
    current = next;
  }
  // In a circle of replacements no Patient is replaced.
  return patient;
}

/** The reference of a Patient to the one that replaces it (R4, Patient.link); null if it has none. */
export function replacedBy(patient: Resource): string | null {
  const link = objects(patient['link']).find(({ type }) => type === 'replaced-by');
  return isObject(link?.['other']) ? text(link['other']['reference']) : null;
}

/**
 * Assigns resources without a subject to the patients to which references connect them, directly or indirectly. It
 * stops at two patients, because such a resource belongs to none.
 */
function assignConnected(all: readonly BundleEntry[], owners: Map<BundleEntry, Owner>, index: Index): void {
  const open = new Set(all.filter((entry) => !isPatient(entry) && isOpen(entry, owners.get(entry))));
  if (open.size === 0) return;
  const near = neighbours(all, open, index);
  const waiting = [...open];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const before = owners.get(entry);
    if (before === undefined || before.patients.size > 1) continue;
    const around = [...(near.get(entry) ?? [])];
    const found = around.flatMap((other) =>
      isPatient(other)
        ? usedOf([other], index).map((one) => replacementOf(one, index))
        : [...(owners.get(other)?.patients ?? [])],
    );
    const patients = new Set([...before.patients, ...found]);
    const missing = before.missing || around.some((other) => owners.get(other)?.missing === true);
    const unclear = before.unclear || around.some((other) => owners.get(other)?.unclear === true);
    if (patients.size === before.patients.size && missing === before.missing && unclear === before.unclear) continue;
    owners.set(entry, { ...before, patients, missing, unclear });
    waiting.push(...around.filter((other) => open.has(other)));
  }
}

function isOpen({ resource }: BundleEntry, owner: Owner | undefined): boolean {
  const isUnowned =
    owner !== undefined && owner.patients.size === 0 && !owner.missing && !owner.contained && !owner.unclear;
  return isUnowned && !sharedTypes.has(resource.resourceType);
}

function neighbours(
  all: readonly BundleEntry[],
  open: ReadonlySet<BundleEntry>,
  index: Index,
): Map<BundleEntry, Set<BundleEntry>> {
  const near = new Map(Array.from(open, (entry) => [entry, new Set<BundleEntry>()]));
  for (const entry of all) {
    if (sharedTypes.has(entry.resource.resourceType)) continue;
    for (const reference of allReferences(entry.resource)) {
      for (const other of resolve(reference, entry, index)) {
        if (other === entry) continue;
        near.get(other)?.add(entry);
        near.get(entry)?.add(other);
      }
    }
  }
  return near;
}

function isPatient({ resource }: BundleEntry): boolean {
  return resource.resourceType === 'Patient';
}
