/** PostgreSQL, Appendix A: connection exceptions, and the database ended the connection (shutdown, crash, drop). */
const lost = /^(08|57P0[124])/;
const networkCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * True if a statement failed because its connection was closed. It may have been executed; one that commits nothing was
 * rolled back.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (lost.test(code) || networkCodes.has(code)) return true;
  // The driver has no codes for these: https://github.com/brianc/node-postgres/issues/3236
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message);
}
