import { toRecordId } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import { lockMember } from '../accounts/session-statements.ts';
import { makeToken } from '../accounts/token.ts';
import { storeKeys } from '../accounts/registration.ts';
import { committed, type Handlers, type Session } from '../http/handler.ts';
import { idempotent } from '../http/idempotent.ts';
import { Refusal } from '../http/refusal.ts';
import { syncMemberStatus } from '../orders/chain-statements.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { readKeyStatement } from './key-statement.ts';
import {
  addMember,
  countMembers,
  lockPractice,
  putInvitation,
  removeInvited,
  withdrawInvitation,
} from './member-statements.ts';
import type { PracticeDependencies } from './practice-dependencies.ts';

const mostMembers = 1000;
const onChain = {
  name: 'invitation_on_chain',
  text: `SELECT roles FROM chain_member WHERE practice = $1 AND member = $2 AND until IS NULL`,
};

/** Invites people by a token and registers programs by their keys. Both become members only by the chain. */
export function invitationHandlers(
  dependencies: PracticeDependencies,
): Handlers<'invite' | 'withdrawInvitation' | 'registerImporter' | 'registerGateway'> {
  const { random, now, lifetimes } = dependencies;
  return {
    invite: committed((tx, { session, body, write }) =>
      idempotent(tx, write, async () => {
        const { practice } = session;
        const roles = Array.from(new Set(body.roles));
        const member = body.member ?? toRecordId(random(16));
        await rowsOf(tx, lockPractice, [practice]);
        await requireInvitable(tx, practice, body.member);
        await requireRoom(tx, practice);
        await rowsOf(tx, addMember, [practice, member, body.name, roles, 'invited', null, now()]);
        const token = makeToken(practice, random);
        const expires = now() + lifetimes.invitationMs;
        const values = [practice, member, token.hash, body.name, roles, session.member, now(), expires];
        await rowsOf(tx, putInvitation, values);
        await appendLeaf(tx, practice, { kind: 'invited', ...whoOf(session), subject: member }, dependencies);
        return { member, invitation: token.text, expires };
      }),
    ),
    withdrawInvitation: committed(async (tx, { session, params: { member } }) => {
      const { practice } = session;
      const withdrawn = await rowsOf(tx, withdrawInvitation, [practice, member]);
      if (withdrawn.length === 0) throw new Refusal('not_found');
      await rowsOf(tx, removeInvited, [practice, member]);
      const leaf = { kind: 'invited', ...whoOf(session), subject: member, detail: 'withdrawn' } as const;
      await appendLeaf(tx, practice, leaf, dependencies);
      return undefined;
    }),
    registerImporter: ({ session, body }) =>
      registerProgram(dependencies, session, 'importer', { ...body, program: body.importer }),
    registerGateway: ({ session, body }) =>
      registerProgram(dependencies, session, 'gateway', { ...body, program: body.gateway }),
  };
}

/** Registers the keys of a program. It waits until an order names them. */
async function registerProgram(
  dependencies: PracticeDependencies,
  session: Session,
  role: 'importer' | 'gateway',
  { program, name, keys: statement }: { readonly program: string; readonly name: string; readonly keys: string },
): Promise<undefined> {
  const { practice } = session;
  const keys = await readKeyStatement(statement, practice, program);
  await dependencies.store.inPractice(practice, async (tx) => {
    await rowsOf(tx, lockPractice, [practice]);
    await requireRoom(tx, practice);
    const added = await rowsOf(tx, addMember, [
      practice,
      program,
      name,
      [role],
      'waiting',
      keys.keys,
      dependencies.now(),
    ]);
    if (added.length === 0) throw new Refusal('signature_refused', { detail: 'the id has other keys' });
    await storeKeys(tx, dependencies, keys);
    await rowsOf(tx, syncMemberStatus, [practice]);
    await appendLeaf(
      tx,
      practice,
      { kind: 'registered', ...whoOf(session), subject: program, detail: role },
      dependencies,
    );
  });
  return undefined;
}

/** A named member must be a person who is registered here or on the chain (another founder). */
async function requireInvitable(tx: Tx, practice: string, member: string | undefined): Promise<void> {
  if (member === undefined) return;
  const [known] = await rowsOf<{ roles: string[] }>(tx, lockMember, [practice, member]);
  const [said] = await rowsOf<{ roles: string[] }>(tx, onChain, [practice, member]);
  const person = known ?? said;
  if (person === undefined || person.roles.some((role) => role === 'importer' || role === 'gateway'))
    throw new Refusal('not_found');
}

async function requireRoom(tx: Tx, practice: string): Promise<void> {
  const [row] = await rowsOf<{ count: number }>(tx, countMembers, [practice]);
  if ((row?.count ?? mostMembers) < mostMembers) return;
  throw new Refusal('limit_reached', { detail: `a practice has at most ${mostMembers} members` });
}

function whoOf({ member, session }: { member: string; session: string }) {
  return { member, session };
}
