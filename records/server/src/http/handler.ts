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

/** Who calls, as the session and the chain at the vaults say it at this moment. */
export type Session = {
  readonly practice: string;
  readonly session: string;
  /** A member or an importer; a kit has the practice's own id. */
  readonly member: string;
  readonly roles: readonly Caller[];
  /** `waiting`: not on the chain yet; `frozen`: on the emergency quota. Both may do little (`authorise.ts`). */
  readonly status: 'active' | 'waiting' | 'frozen';
  /** The passkey that signed in; null for importers and kits. */
  readonly passkey: string | null;
};

/** Bytes that are never whole in memory, with headers of their own. */
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
  readonly session: R['may'] extends 'anyone' ? null : Session;
  /** For `idempotent`, in the transaction of the write. */
  readonly write: R['idempotent'] extends true ? IdempotentWrite : null;
};
export type Answer<R extends Route> = R['answer'] extends 'stream' ? StreamAnswer : AnswerOf<R>;
/** Works in transactions of its own, after the one in which the session was found: for what waits for others. */
type Apart<R extends Route> = (call: Call<R>) => Promise<Answer<R>>;
/** Works in the transaction in which the session was found. What it gives makes the answer once that is committed. */
export type InTransaction<R extends Route> = {
  readonly inTransaction: (tx: Tx, call: Call<R>) => Promise<() => Answer<R> | Promise<Answer<R>>>;
};

/** A handler whose answer is made in its transaction, and given once that is committed. */
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

export type Handler<R extends Route> = Apart<R> | (R['may'] extends 'anyone' ? never : InTransaction<R>);

/** Handlers of some routes; the server has one for each. */
export type Handlers<Name extends RouteName = RouteName> = {
  readonly [Each in Name]: Handler<(typeof routes)[Each]>;
};
