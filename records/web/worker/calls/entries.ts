import {
  asEnteredInError,
  buildEntry,
  buildNoKnownAllergy,
  changedPaths,
  editEntry,
  entryFaults,
  noKnownAllergyOf,
  resourceRows,
  type EntryFacts,
} from '@etanche/records-fhir';
import { DataError, listMembers, type Change, type PatientFile } from '@etanche/records-client';
import type { EntryCalls, VersionView, Written } from '../../port/entry-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import type { Outbox } from '../outbox.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { undoRecords, updateOf, writeRecords } from '../write-records.ts';

export function createEntryCalls(
  host: SessionHost,
  files: OpenFiles,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof EntryCalls> {
  const contextOf = (file: PatientFile) => ({
    ...{ patient: referenceTo(file), author: host.open().me.name },
    recorded: withPracticeOffset(practiceClock()),
  });
  /** Shows the file as it is after a write, also after a conflict: it has the other member's version then. */
  const write = async (
    scope: string,
    changes: (file: PatientFile) => readonly Change[],
  ): Promise<readonly Written[]> => {
    const file = await files.open(scope);
    try {
      return await writeRecords(file, changes(file));
    } finally {
      emit('patient', { scope });
    }
  };
  const onFile = async (scope: string, act: (file: PatientFile) => Promise<void>): Promise<null> => {
    try {
      await act(await files.open(scope));
    } finally {
      emit('patient', { scope });
    }
    return null;
  };
  const require = (facts: EntryFacts): void => {
    const faults = entryFaults(facts, practiceClock().slice(0, 10));
    if (faults.length === 0) return;
    const issues = faults.map((code) => ({ place: 0, path: facts.kind, code }));
    throw new DataError('invalid_resource', 'an entry with faults', { issues });
  };
  return {
    async entryAdd({ scope, facts }) {
      require(facts);
      return write(scope, (file) => {
        const added: Change = { kind: 'create', resource: buildEntry(facts, contextOf(file)) };
        const denied = facts.kind === 'allergy' ? noKnownAllergyOf(file.resources()) : [];
        const ended = denied.map((id): Change => updateOf(file, id, asEnteredInError));
        return [added, ...ended];
      });
    },
    async entryEdit({ scope, id, facts }) {
      require(facts);
      return write(scope, (file) => [updateOf(file, id, (resource) => editEntry(resource, facts))]);
    },
    entryNoAllergy: ({ scope }) =>
      write(scope, (file) => [{ kind: 'create', resource: buildNoKnownAllergy(contextOf(file)) }]),
    recordInError: ({ scope, id }) => write(scope, (file) => [updateOf(file, id, asEnteredInError)]),
    async recordUndo({ scope, written }) {
      try {
        const names = new Set(written.flatMap(({ unsent }) => unsent ?? []));
        for (const name of names) await outbox.takeBack(name);
        if (names.size === 0) await undoRecords(await files.open(scope), written);
      } finally {
        emit('patient', { scope });
      }
      return null;
    },
    recordDestroy: ({ scope, id }) => onFile(scope, (file) => file.destroy(id)),
    recordRestore: ({ scope, id }) => onFile(scope, (file) => file.restore(id)),
    recordsDestroyed: async ({ scope }) => (await files.open(scope)).destroyed(),
    async recordVersions({ scope, id }) {
      const [file, members] = await Promise.all([files.open(scope), listMembers(host.open().client)]);
      const names = new Map(members.map(({ member, name }) => [member, name]));
      const versions = await file.history(id);
      const rows = versions.map(({ resource }) => (resource === null ? [] : resourceRows(resource.resource)));
      return versions.map(({ version, author, time, resource, isUnreadable }, i): VersionView => {
        const [own = [], before] = [rows[i], rows[i + 1]];
        const changed = before === undefined ? [] : Array.from(changedPaths(before, own));
        const isDeleted = resource === null && !isUnreadable;
        return { version, author: names.get(author) ?? null, at: time, rows: own, changed, isDeleted, isUnreadable };
      });
    },
  };
}
