import { isEtancheError } from '@etanche/core-protocol';
import type { Patients } from '@etanche/records-client';
import { checkResource, type Resource } from '@etanche/records-fhir';
import type { PatientOutcome, Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import type { PatientUnit } from '../units/patient-units.ts';
import type { ImportIds } from './import-ids.ts';

/** What is wrong with a resource; `path` holds no values. */
export type Validate = (resource: Resource) => readonly { readonly path: string; readonly code: string }[];

/** What came of a patient, and how many of the resources in it the server held before. */
export type ImportedPatient = { readonly outcome: PatientOutcome; readonly there: number };

/**
 * Writes one patient: what is invalid is left out and told, the rest is written as it stands. A Patient that is refused
 * takes everything with it, since there is no file to put it in.
 *
 * @param isKnown the journal has this patient: the server is asked first what it holds, so that nothing that it confirms is
 *   sent again, and what it has lost is
 */
export async function importPatient(
  patients: Pick<Patients, 'bring' | 'held'>,
  ids: ImportIds,
  scope: string,
  unit: PatientUnit,
  validate: Validate | null,
  isKnown: boolean,
): Promise<ImportedPatient> {
  const refused: Refused[] = [];
  const isSound = (item: Item): boolean => {
    const issues = validate === null ? checkResource(item.resource) : validate(item.resource);
    refused.push(...issues.map(({ path, code }) => ({ ...item.place, path, code })));
    return issues.length === 0;
  };
  const others = [...unit.resources, ...unit.shared];
  const copied = new Set(unit.copied);
  // A copy stands in another patient's file: it is not refused when this patient is.
  const ownPlaces = others.filter((item) => !copied.has(item));
  if (!isSound(unit.patient)) return nothing(scope, [...refused, ...ownPlaces.map(refusedWith('patient_refused'))]);
  const sound = others.filter(isSound);
  const { unique, repeated } = await withIds(ids, scope, sound);
  const wanted = [await ids.resource(scope, unit.patient), ...unique.map(({ id }) => id)];
  let held: ReadonlySet<string>;
  try {
    held = isKnown ? await patients.held(scope) : new Set();
    // The index, under the scope's own id, is written last: without it nobody finds the file.
    const isWhole = [scope, ...wanted].every((id) => held.has(id));
    const before = isWhole
      ? held
      : await patients.bring({
          kind: 'import',
          scope,
          patient: unit.patient.text,
          others: unique.map(({ item }) => item.text),
          ids: wanted,
        });
    held = before;
  } catch (error) {
    if (!isEtancheError(error) || (error.code !== 'erased' && error.code !== 'erasing')) throw error;
    return nothing(scope, [unit.patient, ...ownPlaces].map(refusedWith('erased')));
  }
  const written = [unit.patient, ...unique.map(({ item }) => item)];
  const outcome = {
    scope,
    written: countTypes(written),
    bytes: written.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    repeated: repeated + unit.repeated,
    copies: sound.filter((item) => copied.has(item)).length,
    refused,
    identity: await ids.identity(unit.patient),
  };
  return { outcome, there: wanted.filter((id) => held.has(id)).length };
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

function nothing(scope: string, refused: readonly Refused[]): ImportedPatient {
  const outcome = { scope, written: {}, bytes: 0, repeated: 0, copies: 0, refused, identity: null };
  return { outcome, there: 0 };
}

function refusedWith(code: string): (item: Item) => Refused {
  return ({ place }) => ({ ...place, path: '', code });
}

function countTypes(items: readonly Item[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resource } of items) counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
  return counts;
}
