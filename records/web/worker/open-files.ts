import type { PatientFile } from '@etanche/records-client';
import type { WorkerSide } from '../port/worker-side.ts';
import type { SessionHost } from './session-host.ts';

/** The files that the session has open, each once for all tabs. Each follows what other members write. */
export type OpenFiles = {
  open(scope: string): Promise<PatientFile>;
  /** A file that is open or about to be; null for another one, which would cost a unit. */
  ifOpen(scope: string): Promise<PatientFile> | null;
  add(file: PatientFile): void;
  close(scope: string): void;
};

export function createOpenFiles(host: SessionHost, emit: WorkerSide['emit']): OpenFiles {
  const files = new Map<string, Promise<PatientFile>>();
  const stops = new Map<string, () => void>();
  host.onClose(() => {
    files.clear();
    stops.clear();
  });
  const close = (scope: string): void => {
    files.delete(scope);
    stops.get(scope)?.();
    stops.delete(scope);
  };
  const follow = (file: PatientFile): void => {
    const { scope } = file;
    stops.get(scope)?.();
    const stop = host.open().data.live.followFile(file, (change) => {
      // Opened again, it shows why it ended.
      if (change !== 'changed') close(scope);
      emit('patient', { scope });
    });
    stops.set(scope, stop);
  };
  return {
    open(scope) {
      const known = files.get(scope);
      if (known !== undefined) return known;
      const opening = host.open().data.patients.open(scope);
      files.set(scope, opening);
      opening.then(follow).catch(() => files.delete(scope));
      return opening;
    },
    ifOpen: (scope) => files.get(scope) ?? null,
    add(file) {
      files.set(file.scope, Promise.resolve(file));
      follow(file);
    },
    close,
  };
}
