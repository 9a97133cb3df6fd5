import { readCopies } from '@etanche/records-client';
import type { DamageCalls } from '../../port/damage-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

/** The repair of files that do not open. */
export function createDamageCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof DamageCalls> {
  const copiesIn = (text: string | null) => (text === null ? undefined : readCopies(text));
  return {
    async fileDamage({ scope, copies }) {
      const { client, data } = host.open();
      return { practice: client.practice.id, ...(await data.patients.examine(scope, copiesIn(copies))) };
    },
    async fileRepair({ scope, copies }) {
      files.add(await host.open().data.patients.repair(scope, copiesIn(copies)));
      emit('patient', { scope });
      return null;
    },
    async fileRestore({ scope, id }) {
      files.add(await host.open().data.patients.restoreResource(scope, id));
      emit('patient', { scope });
      return null;
    },
  };
}
