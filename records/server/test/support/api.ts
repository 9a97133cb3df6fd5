import { findMismatch, toBase64url } from '@etanche/core-wire';
import {
  recordsProblemSchema,
  routes,
  type Route,
  type RouteName,
  type AnswerOf,
  type RecordsProblem,
} from '@etanche/core-records-protocol';
import { random } from './store.ts';

type Table = typeof routes;

/** The request of a call: the server checks it against the table. */
export type AnyRequest = {
  readonly token?: string | undefined;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly key?: string;
};

/** A refusal as a client sees it. */
export class Refused extends Error {
  readonly problem: RecordsProblem;
  readonly code: string;

  constructor(problem: RecordsProblem) {
    super(problem.code);
    this.problem = problem;
    this.code = problem.code;
  }
}

/** Calls a route as the table describes it, and holds the answer against its schema. @throws Refused */
export function call<Name extends RouteName>(
  url: string,
  name: Name,
  request?: AnyRequest,
): Promise<AnswerOf<Table[Name]>>;
export async function call(url: string, name: RouteName, request: AnyRequest = {}): Promise<unknown> {
  const response = await send(url, name, request);
  const route: Route = routes[name];
  if (!response.ok) throw new Refused(await problemOf(response));
  if (route.answer === undefined) {
    if (response.status !== 204) throw new Error(`${name} answers ${response.status}`);
    return undefined;
  }
  const answer: unknown = await response.json();
  const place = route.answer === 'stream' ? null : findMismatch(route.answer, answer);
  if (place !== null) throw new Error(`${name} answers what does not fit at ${place}`);
  return answer;
}

export function send(url: string, name: RouteName, request: AnyRequest): Promise<Response> {
  const route: Route = routes[name];
  const params = (request.params ?? {}) as Record<string, unknown>;
  const path = route.path.replaceAll(/\{([a-z]+)\}/g, (_, field: string) => String(params[field]));
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).map(([field, value]) => [field, String(value)]),
  );
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  return fetch(`${url}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    method: route.method,
    body,
    headers: {
      ...(body !== null && { 'content-type': 'application/json' }),
      ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
      ...(route.idempotent === true && { 'idempotency-key': request.key ?? toBase64url(random(16)) }),
    },
  });
}

export async function problemOf(response: Response): Promise<RecordsProblem> {
  const problem: unknown = await response.json();
  const type = response.headers.get('content-type');
  const place = findMismatch(recordsProblemSchema, problem);
  if (place !== null || type?.startsWith('application/problem+json') !== true) {
    throw new Error(`${response.status} answers no problem document: ${String(place)} ${String(type)}`);
  }
  return problem as RecordsProblem;
}
