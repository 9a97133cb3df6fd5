import { isEtancheError } from '@etanche/core-wire';
import {
  recordsByPrefix,
  planVersions,
  type ImportedVersion,
  type StoredRecords,
  type Patients,
  type PlannedItem,
} from '@etanche/records-client';
import { readPatient } from '@etanche/records-fhir';
import type { PatientOutcome, Refusal } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import type { PatientUnit } from '../units/patient-units.ts';
import { versionChains } from '../units/versions.ts';
import { findScope } from './find-scope.ts';
import type { ImportIds } from './import-ids.ts';
import { validateItem, type Validate } from './validate-item.ts';
import type { Journal } from './journal.ts';
import { planNames } from './plan-names.ts';

export type ImportedPatient = {
  readonly outcome: PatientOutcome;
  /** Number of the patient's resources that the server had before this import. */
  readonly stored: number;
  /** Resources that go to the unassigned list for the reason `code`. */
  readonly unassigned: { readonly items: readonly Item[]; readonly code: string } | null;
};

type PatientWriteContext = {
  readonly patients: Pick<Patients, 'import' | 'storedRecords' | 'storedScopes'>;
  readonly ids: ImportIds;
  readonly journal: Pick<Journal, 'scopeOf'>;
  readonly validate: Validate | null;
  /** Reserves a scope for this patient; false if another patient of this import has it. */
  readonly claim: (scope: string) => boolean;
  /**
   * Resources that an earlier attempt of this import sent, so that they do not count as stored before. Empty at first.
   */
  readonly sent: Set<Item>;
};

/**
 * Writes one patient. Invalid resources are omitted and reported, the others are written with their exact bytes. If the
 * Patient itself is refused, its resources go to the unassigned list. The same call resumes after a failure.
 *
 * The call first reads which records the server has. It does not send these again, and it sends those that the server
 * lost.
 */
export async function importPatient(context: PatientWriteContext, unit: PatientUnit): Promise<ImportedPatient> {
  const refused: Refusal[] = [];
  const isValid = (item: Item): boolean => {
    const issues = validateItem(context.validate, item);
    refused.push(...issues);
    return issues.length === 0;
  };
  const states = unit.states.filter(isValid);
  const patient = states.at(-1);
  const others = [...unit.resources, ...unit.shared];
  const copied = new Set(unit.copied);
  // A copied resource is in the file of another patient too, so it is not refused with this patient.
  const ownItems = others.filter((item) => !copied.has(item));
  const refuseAll = (code: string, items: readonly Item[]): ImportedPatient => notWritten(refused, { items, code });
  if (patient === undefined) return refuseAll('patient_refused', ownItems);
  const valid = others.filter(isValid);
  const chains = versionChains(valid);
  const plan = (scope: string, stored: StoredRecords) => {
    const [ids, records] = [context.ids.records(scope), recordsByPrefix(stored)];
    return Promise.all(chains.map((chain) => planVersions(ids, records, chain)));
  };
  try {
    const { patients, journal } = context;
    const personScope = await findScope(patients, context.ids, journal, { patient }, async (scope, stored) => {
      const planned = (await plan(scope, stored)).flat();
      return planned.length === 0 || planned.some(({ outcome }) => outcome.kind === 'stored');
    });
    if (personScope === null || !context.claim(personScope.scope)) {
      return refuseAll('several_patients', [...states, ...valid.filter((item) => !copied.has(item))]);
    }
    const { scope, stored, journalKeys } = personScope;
    const ids = context.ids.records(scope);
    const own = await planVersions(ids, recordsByPrefix(stored), { name: 'Patient', items: states });
    const planned = [...own, ...(await plan(scope, stored)).flat()];
    const [first] = own;
    if (first === undefined) throw new RangeError('a file has a Patient');
    const accepted = planned.filter(({ outcome }) => outcome.kind !== 'refused');
    const names = await planNames(ids, accepted, first, unit.replaced);
    const versions = planned.flatMap(({ outcome }) => (outcome.kind === 'write' ? [outcome.version] : []));
    const wasStored = ({ item, outcome }: PlannedItem<Item>) => outcome.kind === 'stored' && !context.sent.has(item);
    const storedBefore = planned.filter(wasStored).length;
    let unstored: ReadonlySet<ImportedVersion> = new Set();
    const missing = names.filter(({ id }) => !stored.has(id));
    // The index, whose record id is that of the scope, is written last. If it is missing, the file is incomplete.
    if (versions.length > 0 || missing.length > 0 || !stored.has(scope)) {
      const version = Math.max(...own.map(({ outcome }) => (outcome.kind === 'write' ? outcome.version.base + 1 : 0)));
      const current = stored.get(first.id)?.version ?? 1;
      const traits = readPatient(patient.resource);
      for (const { item, outcome } of planned) if (outcome.kind === 'write') context.sent.add(item);
      unstored = await patients.import({
        ...{ scope, stored, versions, names: missing },
        patient: { id: first.id, traits, version: version > 0 ? version : current },
      });
    }
    const isStored = ({ outcome }: PlannedItem<Item>): boolean =>
      outcome.kind !== 'write' || !unstored.has(outcome.version);
    if (!own.every(isStored) && !stored.has(scope)) {
      return notWritten([...unit.states, ...ownItems].map(refusalWith('binary_not_stored')), null);
    }
    for (const one of planned) {
      if (!isStored(one) && !copied.has(one.item)) refused.push(refusalWith('binary_not_stored')(one.item));
    }
    for (const { item, outcome } of planned) {
      // A refused copy is in another file.
      if (outcome.kind === 'refused' && !copied.has(item)) refused.push(refusalWith(outcome.code)(item));
    }
    const identity = await context.ids.identity(patient);
    const outcome = { scope, keys: journalKeys, ...tally(planned.filter(isStored), copied), refused, identity };
    return { outcome, stored: storedBefore, unassigned: null };
  } catch (error) {
    const code = isEtancheError(error) ? refusalCodes.get(error.code) : undefined;
    if (code === undefined) throw error;
    return notWritten([...unit.states, ...ownItems].map(refusalWith(code)), null);
  }
}

/** Error codes of the client that mean that nothing of this patient was written, with the code of the report. */
const refusalCodes: ReadonlyMap<string, string> = new Map([
  ['erased', 'erased'],
  ['erasing', 'erased'],
  ['too_large', 'patient_too_large'],
  ['imports_exhausted', 'imports_exhausted'],
]);

function notWritten(refused: readonly Refusal[], unassigned: ImportedPatient['unassigned']): ImportedPatient {
  const outcome = { scope: null, keys: [], written: {}, bytes: 0, repeated: 0, copies: 0, refused, identity: null };
  return { outcome, stored: 0, unassigned };
}

function refusalWith(code: string): (item: Item) => Refusal {
  return ({ position }) => ({ ...position, path: '', code });
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
