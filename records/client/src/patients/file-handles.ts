import type { FileHandle, PatientFile } from './patient-file.ts';

/** What stands handleOf the files of a session. It stays here: a caller can neither forge a state nor skip a rule. */
export type FileHandles = {
  readonly register: (handle: FileHandle) => PatientFile;
  /** @throws RangeError for a file that was not opened in this session */
  readonly handleOf: (file: PatientFile) => FileHandle;
};

export function createFileHandles(): FileHandles {
  const handles = new WeakMap<PatientFile, FileHandle>();
  return {
    register(handle) {
      handles.set(handle.file, handle);
      return handle.file;
    },
    handleOf(file) {
      const found = handles.get(file);
      if (found === undefined) throw new RangeError('a file that was not opened here');
      return found;
    },
  };
}
