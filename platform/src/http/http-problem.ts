import type { FastifyReply } from 'fastify';

/**
 * An RFC 9457 problem. `detail` is a fixed text, never the caller's. `more` has additional members of some codes, such
 * as the required proof of work.
 */
export interface HttpProblem {
  readonly status: number;
  readonly code: string;
  readonly detail?: string | undefined;
  /** Whole seconds; also the `Retry-After` header. */
  readonly retryAfter?: number | undefined;
  readonly more?: Readonly<Record<string, unknown>> | undefined;
  /** A caller who may ask expects it as an answer, so it is not held back (`RefusalDelay`). */
  readonly isExpected?: boolean | undefined;
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  const { status, retryAfter } = problem;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem)));
}

/** The JSON of a problem; members that are undefined are left out of its text. */
export function problemDocument({ status, code, detail, retryAfter, more }: HttpProblem) {
  const title = code.replaceAll('_', ' ');
  return { type: `urn:etanche:problem:${code}`, title, status, code, detail, retryAfter, ...more };
}

/** Fastify's own errors (a body that is too large, of the wrong type, or not JSON) by their status. */
export function problemOfStatus(status: number): HttpProblem {
  if (status === 404) return { status, code: 'not_found' };
  if (status === 503) return { status, code: 'overloaded', retryAfter: 1 };
  if (status >= 400 && status < 500) return { status, code: 'request_invalid' };
  return { status: 500, code: 'internal_error' };
}
