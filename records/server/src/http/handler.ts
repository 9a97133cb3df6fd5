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
import type { IdempotentWrite } from './idempotent.ts';

/** Who calls, as the session and the chain at the vaults say it at this moment. */
export type Session = {
  readonly practice: string;
  readonly session: string;
  /** A member or an importer; a kit has the practice's own id. */
  readonly member: string;
  readonly parts: readonly Caller[];
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
export type Handler<R extends Route> = (call: Call<R>) => Promise<Answer<R>>;

/** Handlers of some routes; the server has one for each. */
export type Handlers<Name extends RouteName = RouteName> = {
  readonly [Each in Name]: Handler<(typeof routes)[Each]>;
};
