import {
  type AdminFlag,
  adminFlags,
  buildAdminFlag,
  buildCoverage,
  buildPatient,
  buildRelatedPerson,
  buildSharingRefusal,
  buildTreatingDoctor,
  displayName,
  editCoverage,
  editRelatedPerson,
  type IdentityEvent,
  isSharingRefusal,
  type PatientTraits,
  protectionMeasures,
  readAdminFlag,
  readCoverage,
  readTreatingDoctor,
  type Resource,
} from '@etanche/records-fhir';
import { createKeyedQueue } from '@etanche/core-wire';
import { DataError, RecordsClientError, type Change, type PatientFile } from '@etanche/records-client';
import type { AdministrativeCalls } from '../../port/administrative-calls.ts';
import type { Written } from '../../port/entry-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { checkContact, contactOf, deathOf, strictTraitsOf } from '../administrative-forms.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { Target } from '../outbox-entry.ts';
import type { Outbox } from '../outbox.ts';
import { overlaidFile } from '../unsent/overlay.ts';
import type { Put } from '../unsent/settle-put.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import { recordOf, updateOf } from '../write-records.ts';

type Part = Exclude<
  keyof AdministrativeCalls,
  'mergeFiles' | 'unmergeFiles' | 'exportFile' | 'erasures' | 'erasureRequest' | 'erasureRestore'
>;
const removable: ReadonlySet<string> = new Set(['Coverage', 'RelatedPerson', 'CareTeam']);

/** Calls on the reception's part of an open file. */
export function createAdministrativeCalls(
  files: OpenFiles,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, Part> {
  /** One write to a file at a time: the next one sees what the one before changed. */
  const queue = createKeyedQueue();
  /** Shows the file as it is after a write, also after a conflict: it has the other member's version then. */
  const inFile = <T>(scope: string, act: (file: PatientFile) => Promise<T>): Promise<T> =>
    queue(scope, async () => {
      try {
        return await act(await files.open(scope));
      } finally {
        emit('patient', { scope });
      }
    });
  const submit = async (
    file: PatientFile,
    puts: readonly Put[],
    target: Target = { place: 'file' },
  ): Promise<string | null> => {
    const { scope } = file;
    const name = `identity/${crypto.randomUUID()}`;
    const patient = displayName(file.patient().card);
    const entry = { kind: 'identity', scope, at: Date.now(), puts, tried: [], isSent: false, visit: null } as const;
    return (await outbox.submit(name, { ...entry, target, name: patient })) ? null : name;
  };
  /** Writes what the screen shows with the changes, which may be based on what is not sent yet. */
  const write = (scope: string, changes: (file: PatientFile) => readonly Change[]): Promise<readonly Written[]> =>
    inFile(scope, async (file) => {
      const shown = overlaidFile(file, outbox.waiting());
      const puts = changes(shown).map((change) => putOf(shown, change));
      if (puts.length === 0) return [];
      const before = puts.map(({ id }) => file.resource(id)?.version ?? null);
      const unsent = await submit(file, puts);
      return puts.map(({ id }, i) => {
        const written = { id, before: before[i] ?? null, after: file.resource(id)?.version ?? 0 };
        return unsent === null ? written : { ...written, unsent };
      });
    });
  /** Changes an identity by the national rules. */
  const identityPut = (
    scope: string,
    event: IdentityEvent,
    corrected: (traits: PatientTraits) => Partial<Omit<PatientTraits, 'reliability'>>,
  ): Promise<null> =>
    inFile(scope, async (file) => {
      const { resource, traits } = overlaidFile(file, outbox.waiting()).patient();
      const fields = corrected(traits);
      const after = file.identityAfter(resource.resource, event, fields);
      const { id, version: base, text: before } = resource;
      const target = { place: 'identity', event, corrected: fields } as const;
      await submit(file, [{ id, text: JSON.stringify(after), base, before }], target);
      return null;
    });
  const patientPut = (scope: string, edit: (traits: PatientTraits) => Partial<PatientTraits>) =>
    write(scope, (file) => {
      const { resource, traits } = file.patient();
      const id = typeof resource.resource['id'] === 'string' ? resource.resource['id'] : '';
      const edited = buildPatient(id, { ...traits, ...edit(traits) }, resource.resource);
      return [{ kind: 'update', id: resource.id, base: resource.version, resource: edited }];
    });
  return {
    checkContact: (form) => Promise.resolve(checkContact(form)),
    contactPut: ({ scope, form }) => patientPut(scope, (traits) => contactOf(traits, form)),
    deathPut: ({ scope, ...form }) => patientPut(scope, (traits) => deathOf(traits, form, practiceToday())),
    strictTraitsPut: ({ scope, form }) =>
      identityPut(scope, { kind: 'traits_changed' }, (traits) => strictTraitsOf(traits, form)),
    identityEvent: ({ scope, event }) => identityPut(scope, event, () => ({})),
    coveragePut: ({ scope, id, facts }) =>
      write(scope, (file) => {
        if (facts.insurer.trim() === '') throw missing('payor');
        if (facts.start !== null && facts.end !== null && facts.end < facts.start) throw missing('period');
        if (id !== null) return [updateOf(file, id, (one) => editCoverage(ofType(one, 'Coverage'), facts))];
        const start = facts.start ?? practiceToday();
        const ended = resourcesOf(file, 'Coverage').flatMap(({ id: other, resource }) => {
          const before = readCoverage(resource);
          if (before.kind === 'amo' || !before.active || (before.end !== null && before.end <= start)) return [];
          return [updateOf(file, other, (one) => editCoverage(one, { ...before, end: start }))];
        });
        const whole = { ...facts, start, kind: 'amc', details: {}, cardRead: null, cardValidUntil: null } as const;
        return [
          ...ended,
          create((newId) => buildCoverage(newId, referenceTo(file), { ...whole, subscriber: null, active: true })),
        ];
      }),
    personPut: ({ scope, id, facts }) =>
      write(scope, (file) => {
        if (facts.familyName.trim() === '') throw missing('name');
        if (facts.relations.length === 0) throw missing('relationship');
        if (id !== null) return [updateOf(file, id, (one) => editRelatedPerson(ofType(one, 'RelatedPerson'), facts))];
        return [create((newId) => buildRelatedPerson(newId, referenceTo(file), { ...facts, nir: null }))];
      }),
    administrativeRemove: ({ scope, id }) =>
      write(scope, (file) => {
        const { resource, version } = recordOf(file, id);
        if (!removable.has(resource.resourceType)) throw missing('resourceType');
        return [{ kind: 'delete', id, base: version }];
      }),
    treatingDoctorPut: ({ scope, name, declared }) =>
      write(scope, (file) => {
        if (name.trim() === '') throw missing('participant');
        const until = practiceToday();
        const ended = resourcesOf(file, 'CareTeam').flatMap(({ id, resource }) => {
          const before = readTreatingDoctor(resource);
          if (before === null || before.until !== null) return [];
          const period = { ...(before.declared !== null && { start: before.declared }), end: until };
          return [updateOf(file, id, (one) => ({ ...one, status: 'inactive', period }))];
        });
        const doctor = { reference: null, name: name.trim(), declared, until: null };
        return [...ended, create((newId) => buildTreatingDoctor(newId, referenceTo(file), doctor))];
      }),
    adminFlagPut: ({ scope, flag, isSet }) =>
      write(scope, (file) => {
        if (!Object.hasOwn(adminFlags, flag)) throw missing('code');
        const today = practiceToday();
        const ends = (one: AdminFlag | null): boolean =>
          one === flag ? !isSet : isSet && isProtection(flag) && one !== null && isProtection(one);
        const flags = resourcesOf(file, 'Flag');
        const ended = flags
          .filter(({ resource }) => ends(readAdminFlag(resource)))
          .map(({ id }) => updateOf(file, id, (one) => asEnded(one, today)));
        const isNew = isSet && !flags.some(({ resource }) => readAdminFlag(resource) === flag);
        return isNew ? [...ended, create((id) => buildAdminFlag(id, referenceTo(file), flag, today))] : ended;
      }),
    sharingRefusalPut: ({ scope, isSet }) =>
      write(scope, (file) => {
        const refusals = resourcesOf(file, 'Consent').filter(({ resource }) => isSharingRefusal(resource));
        if (!isSet) return refusals.map(({ id }) => updateOf(file, id, (one) => ({ ...one, status: 'inactive' })));
        if (refusals.length > 0) return [];
        return [create((id) => buildSharingRefusal(id, referenceTo(file), practiceToday()))];
      }),
  };
}

/** The change with the text that it edits, so that it can be merged with somebody else's. */
function putOf(file: PatientFile, change: Change): Put {
  const before = change.id === undefined ? null : file.resource(change.id);
  const base = before?.version ?? 0;
  const id = change.id ?? newRecordId();
  if (change.kind === 'delete') return { id, text: null, base, before: before?.text ?? null };
  return { id, text: JSON.stringify(change.resource), base, before: before?.text ?? null };
}

function resourcesOf(file: PatientFile, type: Resource['resourceType']) {
  return file.resources().filter(({ resource }) => resource.resourceType === type);
}

/**
 * Another resource would become one of the reception with all that it says.
 *
 * @throws RecordsClientError `not_found`
 */
function ofType(resource: Resource, type: Resource['resourceType']): Resource {
  if (resource.resourceType === type) return resource;
  throw new RecordsClientError('not_found', `the resource is no ${type}`);
}

function asEnded(flag: Resource, today: string): Resource {
  const period = typeof flag['period'] === 'object' && !Array.isArray(flag['period']) ? flag['period'] : {};
  return { ...flag, status: 'inactive', period: { ...period, end: today } };
}

function isProtection(flag: AdminFlag): boolean {
  return protectionMeasures.some((one) => one === flag);
}

function create(build: (id: string) => Resource): Change {
  return { kind: 'create', resource: build(crypto.randomUUID()) };
}

function missing(path: string): DataError {
  return new DataError('invalid_resource', 'a required field is missing', {
    issues: [{ place: 0, path, code: 'required' }],
  });
}
