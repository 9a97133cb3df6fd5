import { toRecordId, type Bytes } from '@etanche/core-protocol';
import type { Caller, SignedIn } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { Membership } from '../registry/membership.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { addSession, findSession, touchSession } from './session-statements.ts';
import { makeToken, readToken, type Token } from './token.ts';

type Row = {
  readonly session: string;
  readonly member: string;
  readonly passkey: string | null;
  readonly seen_at: number;
  readonly expires_at: number;
  readonly read_at: number;
  readonly live: boolean;
  readonly parts: Caller[] | null;
  readonly status: string | null;
  readonly emergency: boolean | null;
  readonly until: number | null;
};

export type SessionParts = {
  readonly store: Store;
  readonly membership: Membership;
  readonly absoluteMs: number;
  readonly idleMs: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/** Not every request moves the time of the last one: a session's row would be written for each. */
const touchMs = 60_000;

/** Opens sessions, and finds the session of a request with what its member may be at this moment. */
export class SessionDesk {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** A new session, in the transaction that proves who it is for. The token is told once. */
  async open(
    tx: Tx,
    who: { readonly practice: string; readonly member: string; readonly parts: readonly Caller[] },
    passkey: { readonly passkey: string; readonly keyring: string } | null,
  ): Promise<SignedIn> {
    const { random, now, absoluteMs, idleMs } = this.#parts;
    const { practice, member, parts } = who;
    const token = makeToken(practice, random);
    const session = toRecordId(random(16));
    const expires = now() + absoluteMs;
    await rowsOf(tx, addSession, [practice, session, token.hash, member, passkey?.passkey ?? null, now(), expires]);
    return {
      token: token.text,
      session,
      expires,
      idleMs,
      practice,
      member,
      parts: [...parts],
      ...(passkey !== null && { keyring: passkey.keyring }),
    };
  }

  /** @throws Refusal `unauthenticated`, `vaults_unreachable` */
  async require(authorization: string | undefined): Promise<Session> {
    const text = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1];
    const token = text === undefined ? null : readToken(text);
    if (token === null) throw new Refusal('unauthenticated');
    const found = await this.#find(token);
    const changed = await this.#parts.membership.keepFresh(token.practice, found.read_at);
    const row = changed ? await this.#find(token) : found;
    const status = statusOf(row, token.practice, this.#parts.now());
    if (status === null) throw new Refusal('unauthenticated');
    const parts: readonly Caller[] = row.member === token.practice ? ['kit'] : (row.parts ?? []);
    return { practice: token.practice, session: row.session, member: row.member, parts, status, passkey: row.passkey };
  }

  async #find({ practice, hash }: Token): Promise<Row> {
    const { store, now, idleMs } = this.#parts;
    return store.inPractice(practice, async (tx) => {
      const [row] = await rowsOf<Row>(tx, findSession, [practice, hash]);
      const over = row === undefined || row.expires_at <= now() || row.seen_at + idleMs <= now();
      if (over) throw new Refusal('unauthenticated');
      const unseen = now() - row.seen_at;
      if (unseen >= Math.min(touchMs, idleMs / 4)) await rowsOf(tx, touchSession, [practice, row.session, now()]);
      return row;
    });
  }
}

/** What the holder of a session may be; null for nobody. */
function statusOf(row: Row, practice: string, now: number): Session['status'] | null {
  if (row.member === practice) return 'active';
  return standing({ status: row.status, emergency: row.emergency, until: row.until, live: row.live }, now);
}

/** Whether somebody of this status may have a session, and as what. */
export function standing(
  who: {
    readonly status: string | null;
    readonly emergency: boolean | null;
    readonly until: number | null;
    readonly live: boolean;
  },
  now: number,
): Session['status'] | null {
  if (who.until !== null && (who.live || who.until <= now)) return null;
  if (who.status === 'active' || who.status === 'waiting') return who.status;
  return who.status === 'frozen' && who.emergency === true ? 'frozen' : null;
}
