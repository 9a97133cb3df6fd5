import type { FileHandle, PatientFile } from './patient-file.ts';

/**
 * The internal handles of a session's files. Callers cannot reach them, so that they can neither forge a state nor skip
 * a rule.
 */
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
      if (found === undefined) throw new RangeError('the file was not opened in this session');
      return found;
    },
  };
}
