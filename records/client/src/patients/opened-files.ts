import type { OpenedFile, PatientFile } from './patient-file.ts';

/** What stands behind the files of a session. It stays here: a caller can neither forge a state nor skip a rule. */
export type OpenedFiles = {
  readonly give: (file: OpenedFile) => PatientFile;
  /** @throws RangeError for a file that was not opened in this session */
  readonly behind: (file: PatientFile) => OpenedFile;
};

export function createOpenedFiles(): OpenedFiles {
  const opened = new WeakMap<PatientFile, OpenedFile>();
  return {
    give(file) {
      opened.set(file.shown, file);
      return file.shown;
    },
    behind(file) {
      const found = opened.get(file);
      if (found === undefined) throw new RangeError('a file that was not opened here');
      return found;
    },
  };
}
