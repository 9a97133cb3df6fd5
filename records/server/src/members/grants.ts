import type { Caller } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { jwsHash } from '../data/jws-hash.ts';
import { committed, type Handlers, type Session } from '../http/handler.ts';
import { idempotent } from '../http/idempotent.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import {
  addEpoch,
  addGrant,
  chainKeys,
  listEpochs,
  listGrants,
  lockEpoch,
  moveEpoch,
  readEpochStatement,
} from './grant-statements.ts';
import type { PracticeDependencies } from './practice-dependencies.ts';
import { readEpoch, readGrant, type Grant } from './read-grant.ts';

type Current = {
  readonly epoch: number;
  readonly kit_auth: string;
  readonly kit_keys: string;
  readonly statement: string;
};
type Holder = {
  readonly member: string;
  readonly roles: string[];
  readonly status: string;
  readonly keys: string;
  readonly grant_key: string;
  readonly until: number | null;
  readonly ends: number | null;
};
type Statement = { readonly statement: string };

/** Grants of the practice's secrets: sealed by members to members, stored and returned by the server. */
export function grantHandlers(
  dependencies: PracticeDependencies,
): Handlers<'grants' | 'addGrant' | 'epochs' | 'openEpoch'> {
  const { store, membership, now } = dependencies;
  return {
    grants: committed(async (tx, { session: { practice, member } }) => {
      const rows = await rowsOf<Statement>(tx, listGrants, [practice, member]);
      return { grants: rows.map(({ statement }) => statement) };
    }),
    epochs: committed(async (tx, { session: { practice } }) => {
      const rows = await rowsOf<Statement>(tx, listEpochs, [practice]);
      return { epochs: rows.map(({ statement }) => statement) };
    }),
    addGrant: async ({ session, body, write }) => {
      const { practice } = session;
      // A newcomer's order may have been applied a moment ago.
      await membership.refresh(practice);
      await store.inPractice(practice, (tx) =>
        idempotent(tx, write, async () => {
          const current = await lock(tx, practice);
          const granter = await granterOf(tx, session, current);
          const grant = await readGrant(body.grant, granter.key);
          if (grant.epoch !== current.epoch) throw new Refusal('conflict', { sequence: current.epoch });
          await requireSound(tx, session, granter, [grant], current.kit_keys, now());
          await keepGrant(tx, dependencies, session, grant, body.grant);
        }),
      );
      return undefined;
    },
    openEpoch: async ({ session, body, write }) => {
      const { practice } = session;
      await membership.refresh(practice);
      await store.inPractice(practice, (tx) =>
        idempotent(tx, write, async () => {
          const current = await lock(tx, practice);
          const opener = await granterOf(tx, session, current);
          const epoch = await readEpoch(body.epoch, opener.key);
          if (epoch.epoch !== current.epoch + 1) throw new Refusal('conflict', { sequence: current.epoch });
          const previous = jwsHash(current.statement);
          if (epoch.practice !== practice || epoch.opener !== opener.name || epoch.previous !== previous) {
            throw new Refusal('signature_refused', { detail: 'the epoch does not follow the last one' });
          }
          if (epoch.sealed === null) throw new Refusal('signature_refused', { detail: 'the epoch seals no other' });
          if (epoch.keySets !== null) throw new Refusal('signature_refused', { detail: 'the epoch names key sets' });
          const grants = await Promise.all(body.grants.map((jws) => readGrant(jws, opener.key)));
          if (grants.some((grant) => grant.epoch !== epoch.epoch) || !grants.some(({ holder }) => holder === 'kit')) {
            throw new Refusal('signature_refused', { detail: 'the grants are not of this epoch, or the kit has none' });
          }
          await requireSound(tx, session, opener, grants, current.kit_keys, now());
          await rowsOf(tx, addEpoch, [practice, epoch.epoch, body.epoch, session.member, now()]);
          await rowsOf(tx, moveEpoch, [practice, epoch.epoch]);
          for (const [i, grant] of grants.entries()) {
            await keepGrant(tx, dependencies, session, grant, body.grants[i] ?? '');
          }
          const who = { member: session.member, session: session.session };
          await appendLeaf(tx, practice, { kind: 'epoch', ...who, sequence: epoch.epoch }, dependencies);
        }),
      );
      return undefined;
    },
  };
}

type Granter = { readonly name: string; readonly key: string; readonly care: boolean };

async function lock(tx: Tx, practice: string): Promise<Current> {
  const [current] = await rowsOf<Omit<Current, 'statement'>>(tx, lockEpoch, [practice]);
  if (current === undefined) throw new Refusal('not_found');
  const [read] = await rowsOf<Statement>(tx, readEpochStatement, [practice, current.epoch]);
  if (read === undefined) throw new Refusal('not_found');
  return { ...current, ...read };
}

/** Name and key under which this session grants, and whether it may grant care. */
async function granterOf(tx: Tx, { practice, member }: Session, { kit_auth: key }: Current): Promise<Granter> {
  if (member === practice) return { name: 'kit', key, care: true };
  const [granter] = await rowsOf<Holder>(tx, chainKeys, [practice, [member]]);
  if (granter?.status !== 'active') throw new Refusal('signature_refused', { detail: 'the granter' });
  return { name: member, key: granter.grant_key, care: granter.roles.includes('doctor') };
}

/** The roles of the members who are granted a secret. */
const rolesOfGrant = {
  reception: ['secretary'],
  care: ['doctor', 'gateway'],
  settings: ['administrator'],
} as const satisfies Record<Grant['role'], readonly Caller[]>;

/**
 * Requires that each grant is by this granter, to a member on the chain with these keys, of a role that both may have.
 */
async function requireSound(
  tx: Tx,
  { practice }: Session,
  granter: Granter,
  grants: readonly Grant[],
  kitKeys: string,
  at: number,
): Promise<void> {
  const ids = grants.map(({ holder }) => holder);
  const rows = await rowsOf<Holder>(tx, chainKeys, [practice, ids]);
  const holders = new Map(rows.map((row) => [row.member, row]));
  for (const grant of grants) {
    const { holder, holderKeys, role } = grant;
    const known = holders.get(holder);
    const fits =
      holder === 'kit'
        ? holderKeys === kitKeys && role === 'care'
        : known?.status === 'active' &&
          known.keys === holderKeys &&
          // An importer, whose right has an end, has no secrets.
          known.until === null &&
          (known.ends === null || known.ends > at) &&
          rolesOfGrant[role].some((each) => known.roles.includes(each));
    const may = granter.care || role !== 'care';
    if (grant.practice !== practice || grant.granter !== granter.name || !fits || !may) {
      throw new Refusal('signature_refused', { detail: 'a grant to or by somebody who may not' });
    }
  }
}

export async function keepGrant(
  tx: Tx,
  dependencies: Pick<PracticeDependencies, 'now' | 'random'>,
  session: Pick<Session, 'practice' | 'member' | 'session'>,
  { practice, epoch, role, holder, holderKeys }: Grant,
  jws: string,
): Promise<void> {
  const to = holder === 'kit' ? practice : holder;
  const values = [practice, to, epoch, role, holderKeys, session.member, jws, dependencies.now()];
  if ((await rowsOf(tx, addGrant, values)).length === 0) throw new Refusal('conflict', { sequence: epoch });
  const leaf = { kind: 'grant', member: session.member, session: session.session, subject: to } as const;
  await appendLeaf(tx, practice, { ...leaf, sequence: epoch, detail: role }, dependencies);
}
