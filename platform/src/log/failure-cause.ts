/** Why something outside of the program failed: the one word that a log line gives, and that an operator looks up. */
export const failureCauses = [
  'disk_full',
  'not_permitted',
  'file_missing',
  'file_type',
  'connection_refused',
  'connection_lost',
  'connections_exhausted',
  'name_unresolved',
  'timeout',
  'authentication',
  'database_missing',
  'certificate_expired',
  'certificate_untrusted',
] as const;
type FailureCause = (typeof failureCauses)[number];

/** Codes of Node (errno, TLS) and SQLSTATEs of PostgreSQL (appendix A of its manual). */
const causeOfCode: Readonly<Record<string, FailureCause>> = {
  ...{ ENOSPC: 'disk_full', EDQUOT: 'disk_full', '53100': 'disk_full' },
  ...{ EACCES: 'not_permitted', EPERM: 'not_permitted', EROFS: 'not_permitted', '42501': 'not_permitted' },
  ...{ ENOENT: 'file_missing', EISDIR: 'file_type', ENOTDIR: 'file_type' },
  ECONNREFUSED: 'connection_refused',
  ...{ ECONNRESET: 'connection_lost', EPIPE: 'connection_lost', UND_ERR_SOCKET: 'connection_lost' },
  ...{ '57P01': 'connection_lost', '57P02': 'connection_lost', '57P03': 'connection_refused' },
  ...{ '53300': 'connections_exhausted', ENOTFOUND: 'name_unresolved', EAI_AGAIN: 'name_unresolved' },
  ...{ ETIMEDOUT: 'timeout', UND_ERR_CONNECT_TIMEOUT: 'timeout', UND_ERR_HEADERS_TIMEOUT: 'timeout' },
  ...{ '57014': 'timeout', '28P01': 'authentication', '28000': 'authentication', '3D000': 'database_missing' },
  CERT_HAS_EXPIRED: 'certificate_expired',
  ...{ UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_untrusted', DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_untrusted' },
  ...{ SELF_SIGNED_CERT_IN_CHAIN: 'certificate_untrusted', ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_untrusted' },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_untrusted',
};
const depth = 8;

/** The first cause that is known along `cause` and in an AggregateError, or null. */
export function failureCause(error: unknown, left = depth): FailureCause | null {
  if (!(error instanceof Error) || left === 0) return null;
  const { code } = error as { code?: unknown };
  const own = typeof code === 'string' && Object.hasOwn(causeOfCode, code) ? (causeOfCode[code] ?? null) : null;
  if (own !== null) return own;
  const inside: unknown[] = [error.cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])];
  for (const each of inside) {
    const found = failureCause(each, left - 1);
    if (found !== null) return found;
  }
  return null;
}

const sentences: Readonly<Record<FailureCause, string>> = {
  disk_full: 'The disk is full.',
  not_permitted: 'A file, folder or database object may not be read or written by this user.',
  file_missing: 'A file or folder does not exist.',
  file_type: 'A path names a folder where a file is expected, or a file where a folder is expected.',
  connection_refused:
    'A server refuses the connection: it is not running, or the address (DATABASE_URL of PostgreSQL) is another one.',
  connection_lost: 'A server closed the connection.',
  connections_exhausted: 'PostgreSQL accepts no more connections (max_connections).',
  name_unresolved: 'The name of a server is unknown to DNS.',
  timeout: 'A server did not answer in time.',
  authentication: 'PostgreSQL refuses the user name or password of DATABASE_URL.',
  database_missing: 'PostgreSQL has no such database as DATABASE_URL names.',
  certificate_expired: 'The certificate of a server has expired.',
  certificate_untrusted: 'The certificate of a server is not trusted: NODE_EXTRA_CA_CERTS names a private CA.',
};

/**
 * The sentence that a person at a terminal reads: never a value, except the path of a file that the program names
 * itself.
 */
export function failureSentence(error: unknown, cause: FailureCause): string {
  const { address, port, path, syscall } = error as {
    address?: unknown;
    port?: unknown;
    path?: unknown;
    syscall?: unknown;
  };
  const place =
    typeof path === 'string'
      ? ` (${String(syscall)} ${path})`
      : typeof address === 'string' && typeof port === 'number'
        ? ` (${address}, port ${port})`
        : '';
  return `${sentences[cause]}${place}`;
}
