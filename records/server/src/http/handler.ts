import type { Readable } from 'node:stream';
import type {
  AnswerOf,
  BodyOf,
  Caller,
  ParamsOf,
  QueryOf,
  Route,
  RouteName,
  routes,
} from '@etanche/core-records-protocol';
import type { Tx } from '../store/store.ts';
import type { IdempotentWrite } from './idempotent.ts';

/** The caller by the session and the current chain at the vaults. */
export type Session = {
  readonly practice: string;
  readonly session: string;
  /** A member's or importer's id; the practice's own id for a kit. */
  readonly member: string;
  readonly roles: readonly Caller[];
  /** `waiting`: not on the chain yet; `frozen`: on the emergency quota. Both have few permissions (`authorise.ts`). */
  readonly status: 'active' | 'waiting' | 'frozen';
  /** The passkey that signed in; null for importers and kits. */
  readonly passkey: string | null;
};

/** A streamed answer with its own headers. */
export type StreamAnswer = {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly stream: Readable;
};

/** One validated and authorised request. */
export type Call<R extends Route> = {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: R['body'] extends 'stream' ? Readable : BodyOf<R>;
  readonly session: R['may'] extends 'anyone' | 'peer' ? null : Session;
  /** For `idempotent`, in the transaction of the write. */
  readonly write: R['idempotent'] extends true ? IdempotentWrite : null;
} & (R['may'] extends 'peer'
  ? {
      /** Public key of the records server that calls, base64url. */
      readonly peer: string;
    }
  : unknown) &
  (R['waits'] extends true
    ? {
        /** Aborted when the caller closes the connection. */
        readonly closed: AbortSignal;
      }
    : unknown);
export type Answer<R extends Route> = R['answer'] extends 'stream' ? StreamAnswer : AnswerOf<R>;
/**
 * Works in its own transactions, after the one in which the session was found: for handlers that wait for other
 * servers.
 */
type Apart<R extends Route> = (call: Call<R>) => Promise<Answer<R>>;
/**
 * Works in the transaction in which the session was found, and returns a function that makes the answer after the
 * commit.
 */
type InTransaction<R extends Route> = {
  readonly inTransaction: (tx: Tx, call: Call<R>) => Promise<() => Answer<R> | Promise<Answer<R>>>;
};

/** A handler that makes its answer in the transaction; it is sent after the commit. */
export function committed<Asked, Answered>(
  work: (tx: Tx, call: Asked) => Promise<Answered>,
): { readonly inTransaction: (tx: Tx, call: Asked) => Promise<() => Answered> } {
  return {
    inTransaction: async (tx, call) => {
      const answer = await work(tx, call);
      return () => answer;
    },
  };
}

type Handler<R extends Route> = Apart<R> | (R['may'] extends 'anyone' | 'peer' ? never : InTransaction<R>);

/** Handlers of some routes; the server has one for every route. */
export type Handlers<Name extends RouteName = RouteName> = {
  readonly [Each in Name]: Handler<(typeof routes)[Each]>;
};
