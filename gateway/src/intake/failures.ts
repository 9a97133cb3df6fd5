import { isEtancheError } from '@etanche/core-wire';

/** Codes after which every later document of the round would fail too. */
const ofAll: ReadonlySet<string> = new Set(['quota_reached', 'locked', 'unauthenticated', 'forbidden', 'unreachable']);
const mostFailures = 10;
const ofOneFile: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EEXIST',
  'ENOENT',
  'ELOOP',
  'ENXIO',
  'ENAMETOOLONG',
]);

/**
 * The failures of a round. One document that fails does not stop the others; many of them, or one that concerns all,
 * do.
 */
export type Failures = {
  /** @throws the error if the round ends with it */
  add(error: unknown): void;
};

export function createFailures(): Failures {
  let count = 0;
  return {
    add(error) {
      // Others are those of a connection.
      if (!isEtancheError(error) && !isOfFile(error)) throw error;
      const code = isEtancheError(error) ? error.code : '';
      // The day's number of waiting reports: documents of certain patients are still filed.
      if (code !== 'limit_reached') count += 1;
      if (ofAll.has(code) || count >= mostFailures) throw error;
    },
  };
}

/** Whether the file system refused one file, such as one that this user may not read. */
function isOfFile(error: unknown): boolean {
  const { syscall, code } = error as { readonly syscall?: unknown; readonly code?: unknown };
  return syscall !== undefined && typeof code === 'string' && ofOneFile.has(code);
}
