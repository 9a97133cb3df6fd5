import type { PatientFile } from '@etanche/records-client';
import type { SessionHost } from './session-host.ts';

/** The files that the session has open, each once for all tabs. */
export type OpenFiles = {
  open(scope: string): Promise<PatientFile>;
  add(file: PatientFile): void;
  close(scope: string): void;
};

export function createOpenFiles(host: SessionHost): OpenFiles {
  const files = new Map<string, Promise<PatientFile>>();
  host.onClose(() => {
    files.clear();
  });
  return {
    open(scope) {
      const known = files.get(scope);
      if (known !== undefined) return known;
      const opening = host.open().data.patients.open(scope);
      files.set(scope, opening);
      opening.catch(() => files.delete(scope));
      return opening;
    },
    add(file) {
      files.set(file.scope, Promise.resolve(file));
    },
    close(scope) {
      files.delete(scope);
    },
  };
}
