import type { Role } from '@etanche/core-vault-protocol';
import type { JsonSchema, Shape } from '@etanche/core-wire';
import type { RecordsProblemCode } from './problem.ts';

/**
 * The callers of a route: everybody (`anyone`, without a session), another records server (`peer`, docs/protocol.md
 * 9.4), or a session with one of the listed roles.
 */
export type Caller = Role | 'importer' | 'kit';
type Fields = Readonly<Record<string, JsonSchema>>;

/** One route of the API: its schemas, types, authorisation and documentation. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters in braces: `/v1/scopes/{scope}`. */
  readonly path: string;
  readonly summary: string;
  readonly may: 'anyone' | 'peer' | readonly Caller[];
  readonly params?: Fields;
  readonly query?: Fields;
  /** Absent: no body. `stream`: bytes that are not loaded into memory. */
  readonly body?: JsonSchema | 'stream';
  /** Absent: 204 without a body. `stream`: bytes. */
  readonly answer?: JsonSchema | 'stream';
  /** A write: accepts an `Idempotency-Key` header and repeats its first answer. */
  readonly idempotent?: true;
  /** Waits for something to happen: holds no place among the requests in flight meanwhile. */
  readonly waits?: true;
  /** Codes besides those that any route may answer. */
  readonly problems: readonly RecordsProblemCode[];
};

/** Preserves the literal types of a route and checks its form. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

type FieldsOf<F> = F extends Fields ? { [K in keyof F]: Shape<F[K]> } : unknown;
export type ParamsOf<R extends Route> = FieldsOf<R['params']>;
export type QueryOf<R extends Route> = Partial<FieldsOf<R['query']>>;
export type BodyOf<R extends Route> = R['body'] extends JsonSchema ? Shape<R['body']> : undefined;
export type AnswerOf<R extends Route> = R['answer'] extends JsonSchema ? Shape<R['answer']> : undefined;
