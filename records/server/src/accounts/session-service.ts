import { toRecordId, type Bytes } from '@etanche/core-wire';
import type { Caller, SignedIn } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { Membership } from '../orders/membership.ts';
import { CommitFirst } from '../store/commit-first.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { addSession, findSession, touchSession } from './session-statements.ts';
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
};

export type SessionDependencies = {
  readonly store: Store;
  readonly membership: Membership;
  readonly absoluteMs: number;
  readonly idleMs: number;
  /** 32 bytes: tokens of no server that has them are turned away. */
  readonly secret: Bytes;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/** Not every request moves the time of the last one: a session's row would be written for each. */
const touchMs = 60_000;

/** Opens sessions, and finds the session of a request with what its member may be at this moment. */
export class SessionService {
  readonly #dependencies: SessionDependencies;

  constructor(dependencies: SessionDependencies) {
    this.#dependencies = dependencies;
  }

  /** A new session, in the transaction that proves who it is for. The token is told once. */
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

  /** The token of a header, without a question to the store. @throws Refusal `unauthenticated` */
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
   * Works in the transaction in which the session is found: nothing that ended it meanwhile is overlooked, and the work
   * costs one connection, and two round trips besides its own.
   *
   * @throws Refusal `unauthenticated`, `vaults_unreachable`
   */
  async enter<Result>(token: Token, work: (tx: Tx, session: Session) => Promise<Result>): Promise<Result> {
    const { store, now, idleMs, membership } = this.#dependencies;
    const { practice } = token;
    let isKept = false;
    return store.openedBy(practice, findSession, [token.hash], (tx, rows) => {
      const [row] = rows as readonly Row[];
      const over = row === undefined || row.expires_at <= now() || row.seen_at + idleMs <= now();
      if (over) throw new Refusal('unauthenticated');
      // Before the work, and not in it: vaults are waited for without a connection, a session that only asks what is
      // refused is in use all the same, and its requests do not wait for each other's ends to say so.
      if (!isKept && (this.#isUnseen(row) || !membership.isFresh(row.read_at))) {
        isKept = true;
        throw new CommitFirst(() => this.#keep(practice, row));
      }
      const status = statusOf(row, practice, now());
      if (status === null) throw new Refusal('unauthenticated');
      const roles: readonly Caller[] = row.member === practice ? ['kit'] : (row.roles ?? []);
      return work(tx, { practice, session: row.session, member: row.member, roles, status, passkey: row.passkey });
    });
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
