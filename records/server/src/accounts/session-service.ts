import { toRecordId, type Bytes } from '@etanche/core-wire';
import type { Caller, SignedIn } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { Membership } from '../orders/membership.ts';
import { CommitFirst } from '../store/commit-first.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { addSession, findSession, findSessionAgain, touchSession } from './session-statements.ts';
import { makeSessionToken, readSessionToken, type Token } from './token.ts';

type Row = {
  readonly session: string;
  readonly member: string;
  readonly passkey: string | null;
  readonly seen_at: number;
  readonly expires_at: number;
  readonly read_at: number;
  readonly live: boolean;
  readonly roles: Caller[] | null;
  readonly status: string | null;
  readonly emergency: boolean | null;
  readonly until: number | null;
  readonly ends_at: number | null;
};

type SessionDependencies = {
  readonly store: Store;
  readonly membership: Membership;
  readonly absoluteMs: number;
  readonly idleMs: number;
  /** 32 bytes; tokens that were made with another secret are rejected. */
  readonly secret: Bytes;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/**
 * The time of the last request is stored at most this often, so that a session's row is not written for each request.
 */
const touchMs = 60_000;

/** Opens sessions, and finds the session of a request with the current status of its member. */
export class SessionService {
  readonly #dependencies: SessionDependencies;

  constructor(dependencies: SessionDependencies) {
    this.#dependencies = dependencies;
  }

  /** A new session, in the transaction that proves who it is for. The token is returned only here. */
  async open(
    tx: Tx,
    who: { readonly practice: string; readonly member: string; readonly roles: readonly Caller[] },
    passkey: { readonly passkey: string; readonly keyring: string } | null,
  ): Promise<SignedIn> {
    const { random, secret, now, absoluteMs, idleMs } = this.#dependencies;
    const { practice, member, roles } = who;
    const token = makeSessionToken(practice, random, secret);
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
      roles: [...roles],
      ...(passkey !== null && { keyring: passkey.keyring }),
    };
  }

  /** The token of a header, without a query to the store. @throws Refusal `unauthenticated` */
  token(authorization: string | undefined): Token {
    const token = this.recognise(authorization);
    if (token === null) throw new Refusal('unauthenticated');
    return token;
  }

  /** The token of a header that a server with this secret made, or null. The session may have ended. */
  recognise(authorization: string | undefined): Token | null {
    const text = /^Bearer ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/.exec(authorization ?? '')?.[1];
    return text === undefined ? null : readSessionToken(text, this.#dependencies.secret);
  }

  /**
   * Does the work in the transaction that finds the session: an end of the session in the meantime is noticed, and the
   * work takes one connection and two more round trips.
   *
   * @throws Refusal `unauthenticated`, `vaults_unreachable`
   */
  async enter<Result>(token: Token, work: (tx: Tx, session: Session) => Promise<Result>): Promise<Result> {
    const { store, now, idleMs, membership } = this.#dependencies;
    const { practice } = token;
    let isKept = false;
    return store.openedBy(practice, findSession, [token.hash], (tx, rows) => {
      const [row] = rows as readonly Row[];
      if (row === undefined || isOver(row, now(), idleMs)) throw new Refusal('unauthenticated');
      // Before the work, not in it: no connection is held while the vaults answer, a session whose requests are refused
      // counts as used, and its requests do not wait for one another to store this.
      if (!isKept && (this.#isUnseen(row) || !membership.isFresh(row.read_at))) {
        isKept = true;
        throw new CommitFirst(() => this.#keep(practice, row));
      }
      return work(tx, sessionOf(row, practice, now()));
    });
  }

  /**
   * The session as it is now, for a request that waited: its member may have been frozen, and it may have ended.
   *
   * @throws Refusal `unauthenticated`
   */
  async again(tx: Tx, { practice, session }: Pick<Session, 'practice' | 'session'>): Promise<Session> {
    const { now, idleMs } = this.#dependencies;
    const [row] = await rowsOf<Row>(tx, findSessionAgain, [practice, session]);
    if (row === undefined || isOver(row, now(), idleMs)) throw new Refusal('unauthenticated');
    return sessionOf(row, practice, now());
  }

  #isUnseen({ seen_at: seenAt }: Row): boolean {
    const { now, idleMs } = this.#dependencies;
    return now() - seenAt >= Math.min(touchMs, idleMs / 4);
  }

  async #keep(practice: string, row: Row): Promise<void> {
    const { store, now, membership } = this.#dependencies;
    if (this.#isUnseen(row)) {
      await store.inPractice(practice, (tx) => rowsOf(tx, touchSession, [practice, row.session, now()]));
    }
    await membership.keepFresh(practice, row.read_at);
  }
}

function isOver(row: Row, now: number, idleMs: number): boolean {
  return row.expires_at <= now || row.seen_at + idleMs <= now;
}

/** @throws Refusal `unauthenticated` for a void session */
function sessionOf(row: Row, practice: string, now: number): Session {
  const status = statusOf(row, practice, now);
  if (status === null) throw new Refusal('unauthenticated');
  const roles: readonly Caller[] = row.member === practice ? ['kit'] : (row.roles ?? []);
  return { practice, session: row.session, member: row.member, roles, status, passkey: row.passkey };
}

/** The status of a session's member; null if the session is void. */
function statusOf(row: Row, practice: string, now: number): Session['status'] | null {
  if (row.member === practice) return 'active';
  const { status, emergency, until, ends_at, live } = row;
  return standing({ status, emergency, until, ends_at, live }, now);
}

/** Whether a person of this status may have a session, and with which status. */
export function standing(
  who: {
    readonly status: string | null;
    readonly emergency: boolean | null;
    /** End of an importer's right. */
    readonly until: number | null;
    /** End of a person's right. */
    readonly ends_at: number | null;
    readonly live: boolean;
  },
  now: number,
): Session['status'] | null {
  if (who.until !== null && (who.live || who.until <= now)) return null;
  if (who.ends_at !== null && who.ends_at <= now) return null;
  if (who.status === 'active' || who.status === 'waiting') return who.status;
  return who.status === 'frozen' && who.emergency === true ? 'frozen' : null;
}
