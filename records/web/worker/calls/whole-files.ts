import { linkedFiles, listMembers, RecordsClientError } from '@etanche/records-client';
import type { AdministrativeCalls } from '../../port/administrative-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

type Part = 'mergeFiles' | 'unmergeFiles' | 'exportFile' | 'erasures' | 'erasureRequest' | 'erasureRestore';

/** Acts on whole files: two files of one person, the copy for the patient, and the erasure. */
export function createWholeFileCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof Pick<AdministrativeCalls, Part>> {
  const onBoth = async (kept: string, replaced: string, act: 'merge' | 'unmerge'): Promise<null> => {
    const [one, other] = await Promise.all([files.open(kept), files.open(replaced)]);
    if (one === other) throw new RecordsClientError('not_found', 'a file and itself');
    if (act === 'unmerge' && !linkedFiles(one).some(({ scope }) => scope === replaced))
      throw new RecordsClientError('not_found', 'the two files are not linked');
    try {
      await host.open().data.patients[act](one, other);
    } finally {
      for (const scope of [kept, replaced]) emit('patient', { scope });
    }
    return null;
  };
  return {
    mergeFiles: ({ kept, replaced }) => onBoth(kept, replaced, 'merge'),
    unmergeFiles: ({ kept, replaced }) => onBoth(kept, replaced, 'unmerge'),
    async exportFile({ scope }) {
      const { data, me } = host.open();
      const file = await files.open(scope);
      const { document, accesses } = await data.patients.export(file, me.name);
      return {
        document,
        resources: await Promise.all(file.resources().map((one) => file.exactText(one))),
        accesses: JSON.stringify(accesses, null, 2),
        accessList: accesses.map(({ time: at, name, kind, reason }) => ({
          ...{ at, kind, name: name ?? null, reason: reason ?? null },
        })),
      };
    },
    async erasures() {
      const { data, me, client } = host.open();
      const [waiting, members] = await Promise.all([data.patients.erasures(), listMembers(client)]);
      const names = new Map(members.map(({ member, name }) => [member, name]));
      return waiting.map(({ erasure, scope, reason, askedBy, due }) => ({
        ...{ erasure, scope, reason, requestedBy: names.get(askedBy) ?? null },
        ...{ isMine: askedBy === me.id, destroyedAt: due ?? null },
      }));
    },
    async erasureRequest({ scope, reason }) {
      const { data, me } = host.open();
      const file = await files.open(scope);
      const waiting = (await data.patients.erasures()).find(
        (one) => one.scope === scope && one.due === undefined && one.askedBy !== me.id,
      );
      const state =
        waiting === undefined
          ? await data.patients.erase(file, reason)
          : await data.patients.confirmErasure(file, waiting);
      if (state.state === 'confirmed') files.close(scope);
      emit('patient', { scope });
      return { destroyedAt: state.due ?? null };
    },
    async erasureRestore({ erasure }) {
      return { isRestored: await host.open().data.patients.restore(erasure) };
    },
  };
}
