import type { Caller, GatewayService, Member } from '@etanche/core-records-protocol';
import { committed, type Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { kitKeysHash } from './key-statement.ts';
import { listMembers, setServices } from './member-statements.ts';
import type { PracticeDependencies } from './practice-dependencies.ts';

type PracticeRow = {
  readonly name: string;
  readonly genesis: string;
  readonly created: number;
  readonly epoch: number;
  readonly kit_auth: string;
  readonly kit_sealing: string;
  readonly kit_keys: string;
};
type MemberRow = {
  readonly member: string;
  readonly name: string;
  readonly roles: Caller[];
  readonly status: Member['status'];
  readonly keys: string | null;
  readonly services: GatewayService[] | null;
  readonly issuer: string | null;
  readonly nationalId: string | null;
  readonly proved: number | null;
  readonly renewalIssuer: string | null;
  readonly renewalId: string | null;
  readonly renewalProved: number | null;
  readonly granted: boolean | null;
  readonly until: number | null;
  readonly ends: number | null;
  readonly live: boolean;
  readonly former: string[];
};

const readPractice = {
  name: 'practice_read',
  text: `SELECT name, genesis, created_at::float8 AS created, epoch, kit_auth, kit_sealing, kit_keys
    FROM practice WHERE practice = $1`,
};
const setKitSealing = {
  name: 'practice_set_kit',
  text: 'UPDATE practice SET kit_sealing = $3 WHERE practice = $1 AND kit_keys = $2 RETURNING practice',
};

export function memberHandlers(
  dependencies: PracticeDependencies,
): Handlers<'practice' | 'setKit' | 'members' | 'syncMembers' | 'stateServices' | 'freeze'> {
  const { store, membership, freezes } = dependencies;
  return {
    practice: committed(async (tx, { session: { practice } }) => {
      const [row] = await rowsOf<PracticeRow>(tx, readPractice, [practice]);
      if (row === undefined) throw new Refusal('not_found');
      const { name, genesis, created, epoch, kit_auth: auth, kit_sealing: sealing } = row;
      return { practice, name, genesis, created, epoch, kit: { auth, sealing } };
    }),
    setKit: async ({ session: { practice }, body }) => {
      await membership.refresh(practice);
      const keys = kitKeysHash(body);
      const set = await store.inPractice(practice, (tx) => rowsOf(tx, setKitSealing, [practice, keys, body.sealing]));
      if (set.length === 0) throw new Refusal('signature_refused', { detail: 'the chain has another kit' });
      return undefined;
    },
    members: committed(async (tx, { session: { practice } }) => ({
      members: await members(dependencies, tx, practice),
    })),
    syncMembers: async ({ session: { practice } }) => {
      await membership.refresh(practice);
      return { members: await store.inPractice(practice, (tx) => members(dependencies, tx, practice)) };
    },
    stateServices: committed(async (tx, { session: { practice, member }, body }) => {
      await rowsOf(tx, setServices, [practice, member, Array.from(new Set(body.services))]);
      return undefined;
    }),
    freeze: async ({ session, body }) => {
      const { practice, member } = session;
      const mayFreezeOthers = session.roles.some((each) => each === 'doctor' || each === 'administrator');
      if (body.member !== member && !mayFreezeOthers) throw new Refusal('forbidden');
      return freezes.freeze(practice, body.member, body.reason, { member, session: session.session });
    },
  };
}

async function members({ now }: PracticeDependencies, tx: Tx, practice: string): Promise<Member[]> {
  const rows = await rowsOf<MemberRow>(tx, listMembers, [practice]);
  return rows.map(({ member, name, roles, status, keys, services, former, until, ends, live, granted, ...row }) => {
    const over = (until !== null && (live || until <= now())) || (ends !== null && ends <= now());
    const proof = proofOf(row.issuer, row.nationalId, row.proved);
    const renewalProof = proofOf(row.renewalIssuer, row.renewalId, row.renewalProved);
    return {
      member,
      name,
      roles,
      status: over && status !== 'waiting' ? 'retired' : status,
      ...(keys !== null && { keys }),
      ...(former.length > 0 && { former: former }),
      ...(proof !== null && { proof }),
      ...(renewalProof !== null && { renewalProof }),
      ...(granted !== null && !over && { granted }),
      ...(services !== null && { services }),
    };
  });
}

function proofOf(issuer: string | null, nationalId: string | null, proved: number | null) {
  return issuer !== null && nationalId !== null && proved !== null ? { issuer, nationalId, proved } : null;
}
