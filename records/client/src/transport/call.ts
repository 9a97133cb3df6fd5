import { findMismatch, toBase64url, utf8, type Bytes, type JsonSchema } from '@etanche/core-wire';
import {
  routes,
  type AnswerOf,
  type BodyOf,
  type ParamsOf,
  type QueryOf,
  type Route,
  type RouteName,
} from '@etanche/core-records-protocol';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { sendRequest, type HttpResponse } from './http-request.ts';
import { withRetries } from './retry.ts';
import { routeUrl } from './route-url.ts';

type Table = typeof routes;
type Fields = Readonly<Record<string, JsonSchema>>;

type StreamRouteName = { [N in RouteName]: 'stream' extends BodyOrAnswer<Table[N]> ? N : never }[RouteName];
type BodyOrAnswer<R> = (R extends { body: infer B } ? B : never) | (R extends { answer: infer A } ? A : never);
export type JsonRouteName = Exclude<RouteName, StreamRouteName>;

type RouteArguments<R extends Route> = (R extends { params: Fields } ? { readonly params: ParamsOf<R> } : unknown) &
  (R extends { query: Fields } ? { readonly query?: QueryOf<R> } : unknown);

/** Input of one call. A write without `idempotencyKey` gets a random one. */
type CallInput<R extends Route> = RouteArguments<R> &
  (R extends { body: JsonSchema } ? { readonly body: BodyOf<R> } : unknown) & {
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

type Inputs<R extends Route> = R extends { params: Fields } | { body: JsonSchema }
  ? [input: CallInput<R>]
  : [input?: CallInput<R>];

/**
 * Calls a route of the records server and checks its answer against the route's schema.
 *
 * @throws RecordsClientError
 */
export type Call = <N extends JsonRouteName>(route: N, ...input: Inputs<Table[N]>) => Promise<AnswerOf<Table[N]>>;

type Upload<N extends 'putBinary' | 'sendPart'> = (
  input: RouteArguments<Table[N]> & { readonly body: Bytes | Blob; readonly signal?: AbortSignal },
) => Promise<AnswerOf<Table[N]>>;
type Download<N extends 'getBinary' | 'receivedPart'> = (
  input: RouteArguments<Table[N]> & { readonly signal?: AbortSignal },
) => Promise<{ readonly headers: Headers; readonly body: ReadableStream<Uint8Array> }>;

export type Server = {
  readonly call: Call;
  readonly upload: Upload<'putBinary'>;
  readonly download: Download<'getBinary'>;
  /** A part of a message to send, and of one that was received. */
  readonly sendPart: Upload<'sendPart'>;
  readonly receivedPart: Download<'receivedPart'>;
};

type AnyInput = {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/** @param token of the session; null before the sign-in */
export function createServer(options: RecordsClientOptions, token: () => string | null): Server {
  const send = async (name: RouteName, input: AnyInput): Promise<HttpResponse> => {
    const route: Route = routes[name];
    const bearer = token();
    const headers: Record<string, string> = {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(route.idempotent === true
        ? { 'idempotency-key': input.idempotencyKey ?? toBase64url(options.environment.random(16)) }
        : {}),
    };
    const request = {
      url: routeUrl(options.serverUrl, route, input),
      method: route.method,
      headers: { ...headers, ...contentType(route) },
      body: bodyOf(route, input),
      streamed: route.answer === 'stream',
    };
    return withRetries({ ...options.environment, retry: options.retry }, name, () =>
      sendRequest(options, request, input.signal),
    );
  };
  const json = async (name: RouteName, input: AnyInput): Promise<unknown> => readAnswer(name, await send(name, input));
  const stream = async (name: RouteName, input: AnyInput) => {
    const { headers, body } = await send(name, input);
    if (body === null) throw new RecordsClientError('answer_invalid', `${name} answered without a body`);
    return { headers, body };
  };
  return {
    call: ((name: JsonRouteName, input: AnyInput = {}) => json(name, input)) as Call,
    upload: ((input: AnyInput) => json('putBinary', input)) as Upload<'putBinary'>,
    download: (input: AnyInput) => stream('getBinary', input),
    sendPart: ((input: AnyInput) => json('sendPart', input)) as Upload<'sendPart'>,
    receivedPart: (input: AnyInput) => stream('receivedPart', input),
  };
}

function contentType(route: Route): Record<string, string> {
  if (route.body === undefined) return {};
  return { 'content-type': route.body === 'stream' ? 'application/octet-stream' : 'application/json' };
}

function bodyOf(route: Route, { body }: AnyInput): Bytes | Blob | null {
  if (route.body === undefined) return null;
  return route.body === 'stream' ? (body as Bytes | Blob) : utf8(JSON.stringify(body));
}

function readAnswer(name: RouteName, { text }: HttpResponse): unknown {
  const { answer }: Route = routes[name];
  if (answer === undefined) return undefined;
  if (answer === 'stream') throw new RangeError(`the answer of ${name} is a stream`);
  const value = parse(name, text ?? '');
  const path = findMismatch(answer, value);
  if (path !== null) throw new RecordsClientError('answer_invalid', `the answer of ${name} is malformed at ${path}`);
  return value;
}

function parse(name: RouteName, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RecordsClientError('answer_invalid', `the answer of ${name} is not JSON`, { cause });
  }
}
