import { isEtancheError } from '@etanche/core-wire';
import {
  heldIndex,
  planVersions,
  type BroughtVersion,
  type HeldRecords,
  type Patients,
  type PlannedItem,
} from '@etanche/records-client';
import { readPatient } from '@etanche/records-fhir';
import type { PatientOutcome, Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import type { PatientUnit } from '../units/patient-units.ts';
import { versionChains } from '../units/versions.ts';
import { findScope } from './find-scope.ts';
import type { ImportIds } from './import-ids.ts';
import { issuesOf, type Validate } from './issues-of.ts';
import type { Journal } from './journal.ts';
import { planNames } from './plan-names.ts';

/**
 * What came of a patient, and how many of the resources in it the server held before. `loose` are resources that go to the
 * unassigned list for the reason `code`.
 */
export type ImportedPatient = {
  readonly outcome: PatientOutcome;
  readonly there: number;
  readonly loose: { readonly items: readonly Item[]; readonly code: string } | null;
};

/** What a patient is written with. `claim` is false for a scope that another patient of this import has. */
export type WritingDesk = {
  readonly patients: Pick<Patients, 'bring' | 'held'>;
  readonly ids: ImportIds;
  readonly journal: Pick<Journal, 'scopeOf'>;
  readonly validate: Validate | null;
  readonly claim: (scope: string) => boolean;
  /** Of this patient, by an earlier attempt of this import: the server holds them for no other reason. Empty at first. */
  readonly sent: Set<Item>;
};

/**
 * Writes one patient: what is invalid is left out and reported, the rest is written as it stands. Where the Patient is
 * refused, there is no file: its resources go to the unassigned list. The same call again goes on where one that failed
 * stopped.
 *
 * The server is asked first what it holds, so that nothing that it confirms is sent again, and what it has lost is.
 */
export async function importPatient(desk: WritingDesk, unit: PatientUnit): Promise<ImportedPatient> {
  const refused: Refused[] = [];
  const isSound = (item: Item): boolean => {
    const issues = issuesOf(desk.validate, item);
    refused.push(...issues);
    return issues.length === 0;
  };
  const states = unit.states.filter(isSound);
  const patient = states.at(-1);
  const others = [...unit.resources, ...unit.shared];
  const copied = new Set(unit.copied);
  // A copy stands in another patient's file: it is not refused when this patient is.
  const ownItems = others.filter((item) => !copied.has(item));
  const refuseAll = (code: string, items: readonly Item[]): ImportedPatient => nothing(refused, { items, code });
  if (patient === undefined) return refuseAll('patient_refused', ownItems);
  const sound = others.filter(isSound);
  const chains = versionChains(sound);
  const plan = (scope: string, held: HeldRecords) => {
    const [ids, index] = [desk.ids.records(scope), heldIndex(held)];
    return Promise.all(chains.map((chain) => planVersions(ids, index, chain)));
  };
  try {
    const found = await findScope(desk.patients, desk.ids, desk.journal, { patient }, async (scope, held) => {
      const planned = (await plan(scope, held)).flat();
      return planned.length === 0 || planned.some(({ outcome }) => outcome.kind === 'there');
    });
    if (found === null || !desk.claim(found.scope)) {
      return refuseAll('several_patients', [...states, ...sound.filter((item) => !copied.has(item))]);
    }
    const { scope, held, journalKeys } = found;
    const ids = desk.ids.records(scope);
    const own = await planVersions(ids, heldIndex(held), { name: 'Patient', items: states });
    const planned = [...own, ...(await plan(scope, held)).flat()];
    const filed = planned.filter(({ outcome }) => outcome.kind !== 'refused');
    const [first] = own;
    if (first === undefined) throw new RangeError('a file has a Patient');
    const names = await planNames(ids, filed, first, unit.replaced);
    const versions = planned.flatMap(({ outcome }) => (outcome.kind === 'write' ? [outcome.version] : []));
    const there = planned.filter(({ item, outcome }) => outcome.kind === 'there' && !desk.sent.has(item)).length;
    let unstored: ReadonlySet<BroughtVersion> = new Set();
    const missing = names.filter(({ id }) => !held.has(id));
    // The index, under the scope's own id, is written last: without it nobody finds the file.
    if (versions.length > 0 || missing.length > 0 || !held.has(scope)) {
      const version = Math.max(...own.map(({ outcome }) => (outcome.kind === 'write' ? outcome.version.base + 1 : 0)));
      const current = held.get(first.id)?.version ?? 1;
      const traits = readPatient(patient.resource);
      for (const { item, outcome } of planned) if (outcome.kind === 'write') desk.sent.add(item);
      unstored = await desk.patients.bring({
        ...{ scope, held, versions, names: missing },
        patient: { id: first.id, traits, version: version > 0 ? version : current },
      });
    }
    const isStored = ({ outcome }: PlannedItem<Item>): boolean =>
      outcome.kind !== 'write' || !unstored.has(outcome.version);
    if (!own.every(isStored) && !held.has(scope))
      return nothing([...unit.states, ...ownItems].map(refusedWith(notStored)), null);
    for (const one of planned) {
      if (!isStored(one) && !copied.has(one.item)) refused.push(refusedWith(notStored)(one.item));
    }
    for (const { item, outcome } of planned) {
      // A copy that this file does not take is in another one.
      if (outcome.kind === 'refused' && !copied.has(item)) refused.push(refusedWith(outcome.code)(item));
    }
    const identity = await desk.ids.identity(patient);
    const outcome = { scope, keys: journalKeys, ...tally(planned.filter(isStored), copied), refused, identity };
    return { outcome, there, loose: null };
  } catch (error) {
    const code = isEtancheError(error) ? unwritable.get(error.code) : undefined;
    if (code === undefined) throw error;
    return nothing([...unit.states, ...ownItems].map(refusedWith(code)), null);
  }
}

/** The server did not take the large data of a resource. */
const notStored = 'binary_not_stored';

/** Codes of the client for which nothing of this patient is written, and what the report says. */
const unwritable: ReadonlyMap<string, string> = new Map([
  ['erased', 'erased'],
  ['erasing', 'erased'],
  ['too_large', 'patient_too_large'],
  ['imports_exhausted', 'imports_exhausted'],
]);

function nothing(refused: readonly Refused[], loose: ImportedPatient['loose']): ImportedPatient {
  const outcome = { scope: null, keys: [], written: {}, bytes: 0, repeated: 0, copies: 0, refused, identity: null };
  return { outcome, there: 0, loose };
}

function refusedWith(code: string): (item: Item) => Refused {
  return ({ place }) => ({ ...place, path: '', code });
}

function tally(
  planned: readonly PlannedItem<Item>[],
  copied: ReadonlySet<Item>,
): Pick<PatientOutcome, 'written' | 'bytes' | 'repeated' | 'copies'> {
  const written: Record<string, number> = {};
  let [bytes, repeated, copies] = [0, 0, 0];
  for (const { item, outcome } of planned) {
    if (outcome.kind === 'refused') continue;
    if (copied.has(item)) copies += 1;
    if (outcome.kind === 'repeated') {
      repeated += 1;
      continue;
    }
    const { resourceType } = item.resource;
    written[resourceType] = (written[resourceType] ?? 0) + 1;
    bytes += Buffer.byteLength(item.text);
  }
  return { written, bytes, repeated, copies };
}
