import type { FastifyError } from 'fastify';
import { isEtancheError, ProtocolError } from '@etanche/core-wire';
import { recordsProblemCodes, type RecordsProblemCode } from '@etanche/core-records-protocol';
import type { HttpProblem } from '@etanche/platform';
import { Refusal } from './refusal.ts';

/** Transient error classes of PostgreSQL: no connection, no resources, cancelled, shut down, deadlock. */
const passing = /^(08|53|57|25006|40|55P03)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** The refusal for an error of a route, or undefined for an unexpected error. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (isValidation(error)) return new Refusal('request_invalid', { detail: placeOf(error) });
  if (error instanceof ProtocolError) {
    return new Refusal(error.code === 'signature_invalid' ? 'signature_refused' : 'request_invalid');
  }
  if (isEtancheError(error) && isProblemCode(error.code)) return new Refusal(error.code, {}, { cause: error });
  return isStoreFailure(error) ? new Refusal('store_unavailable', { retryAfter: 2 }, { cause: error }) : undefined;
}

export function toProblem({ code, status, extra }: Refusal): HttpProblem {
  const { detail, retryAfter, sequence, isExpected } = extra;
  return { status, code, detail, retryAfter, more: sequence === undefined ? undefined : { sequence }, isExpected };
}

function isValidation(error: unknown): error is FastifyError & { validation: NonNullable<FastifyError['validation']> } {
  return error instanceof Error && 'validation' in error && Array.isArray(error.validation);
}

/** Names of the schema only; names that the caller chose are not repeated. */
function placeOf(error: FastifyError): string {
  const [first] = error.validation ?? [];
  const path = `${error.validationContext ?? 'body'}${first?.instancePath ?? ''}`;
  return /^[a-z]+[A-Za-z0-9/]*$/.test(path) ? `malformed at ${path}` : 'malformed';
}

function isProblemCode(code: string): code is RecordsProblemCode {
  return (recordsProblemCodes as readonly string[]).includes(code);
}

function isStoreFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkCodes.has(code) || passing.test(code)) return true;
  // The pool and the client set no codes for these errors: https://github.com/brianc/node-postgres/issues/3236
  return /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered)/.test(
    error.message,
  );
}

/** Fastify's own refusals: a body that is too large, of an unsupported type, or not JSON. */
export function problemOfFastify(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  if (error.statusCode === 413) return new Refusal('request_invalid', { detail: 'the body is too large' });
  if (error.statusCode === 415) return new Refusal('request_invalid', { detail: 'the body is of another type' });
  return error.statusCode >= 400 && error.statusCode < 500 ? new Refusal('request_invalid') : undefined;
}
