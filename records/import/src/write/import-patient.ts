import { isEtancheError } from '@etanche/core-protocol';
import type { Patients } from '@etanche/records-client';
import { checkResource, type Resource } from '@etanche/records-fhir';
import type { PatientOutcome, Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import type { PatientUnit } from '../units/patient-units.ts';
import type { ImportIds } from './import-ids.ts';

/** What is wrong with a resource; `path` holds no values. */
export type Validate = (resource: Resource) => readonly { readonly path: string; readonly code: string }[];

/**
 * Writes one patient: what is invalid is left out and told, the rest is written as it stands. A Patient that is refused
 * takes everything with it, since there is no file to put it in.
 */
export async function importPatient(
  patients: Pick<Patients, 'bring'>,
  ids: ImportIds,
  scope: string,
  unit: PatientUnit,
  validate: Validate | null,
): Promise<PatientOutcome> {
  const refused: Refused[] = [];
  const isSound = (item: Item): boolean => {
    const issues = validate === null ? checkResource(item.resource) : validate(item.resource);
    refused.push(...issues.map(({ path, code }) => ({ ...item.place, path, code })));
    return issues.length === 0;
  };
  const others = [...unit.resources, ...unit.shared];
  if (!isSound(unit.patient)) return nothing(scope, [...refused, ...others.map(refusedWith('patient_refused'))]);
  const { unique, repeated } = await withIds(ids, scope, others.filter(isSound));
  try {
    await patients.bring({
      kind: 'import',
      scope,
      patient: unit.patient.text,
      others: unique.map(({ item }) => item.text),
      ids: [await ids.resource(scope, unit.patient), ...unique.map(({ id }) => id)],
    });
  } catch (error) {
    if (!isEtancheError(error) || (error.code !== 'erased' && error.code !== 'erasing')) throw error;
    return nothing(scope, [unit.patient, ...others].map(refusedWith('erased')));
  }
  const written = [unit.patient, ...unique.map(({ item }) => item)];
  return {
    scope,
    written: countTypes(written),
    bytes: written.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    repeated: repeated + unit.repeated,
    copies: unit.copies,
    refused,
    identity: await ids.identity(unit.patient),
  };
}

/** The same bytes have one id, and are written once. */
async function withIds(ids: ImportIds, scope: string, items: readonly Item[]) {
  const byId = new Map<string, Item>();
  for (const item of items) {
    const id = await ids.resource(scope, item);
    if (!byId.has(id)) byId.set(id, item);
  }
  return { unique: Array.from(byId, ([id, item]) => ({ id, item })), repeated: items.length - byId.size };
}

function nothing(scope: string, refused: readonly Refused[]): PatientOutcome {
  return { scope, written: {}, bytes: 0, repeated: 0, copies: 0, refused, identity: null };
}

function refusedWith(code: string): (item: Item) => Refused {
  return ({ place }) => ({ ...place, path: '', code });
}

function countTypes(items: readonly Item[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resource } of items) counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
  return counts;
}
