import { toRecordId } from '@etanche/core-wire';
import type { BodyOf, routes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { committed, type Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import {
  addHelp,
  addHelpers,
  addLookup,
  addRecovery,
  countHelpers,
  dropHelpers,
  dropLookup,
  dropRecoveries,
  findLookup,
  listRecoveries,
  lockRecovery,
  markHelped,
  putPlan,
  trimRecoveries,
} from './recovery-statements.ts';
import { makeToken, sha256 } from './token.ts';

type Plan = BodyOf<typeof routes.prepareRecovery>;
type Pending = {
  readonly recovery: string;
  readonly member: string;
  readonly name: string;
  readonly sealing: string;
  readonly sealed: string;
  readonly asked: number;
};

/** A member prepares a recovery, a person who lost every passkey requests it, and helpers who met them approve it. */
export function recoveryPlanHandlers(
  dependencies: AccountDependencies,
): Handlers<'prepareRecovery' | 'startRecovery' | 'recoveries' | 'helpRecovery'> {
  const { store, now, random, lifetimes } = dependencies;
  return {
    prepareRecovery: async ({ session, body }) => {
      const { practice, member } = session;
      const lookup = sha256(body.lookup);
      const helpers = new Map(body.helpers.map(({ helper, sealed }) => [helper, sealed]));
      await store.inPractice(practice, async (tx) => {
        await requireHelpers(tx, practice, member, body);
        await rowsOf(tx, putPlan, [practice, member, lookup, body.plan, body.keyring, body.helpersNeeded, now()]);
        await rowsOf(tx, dropRecoveries, [practice, member]);
        await rowsOf(tx, dropHelpers, [practice, member]);
        const pairs = [Array.from(helpers.keys()), Array.from(helpers.values())];
        const added = await rowsOf(tx, addHelpers, [practice, member, ...pairs]);
        if (added.length !== body.helpers.length) {
          throw new Refusal('request_invalid', { detail: 'each helper must be another active member, once' });
        }
        await rowsOf(tx, dropLookup, [practice, member]);
        const known = await rowsOf(tx, addLookup, [lookup, practice, member]);
        if (known.length === 0) throw new Refusal('request_invalid', { detail: 'make a new code' });
        const leaf = { kind: 'recovery_prepared', member, session: session.session } as const;
        await appendLeaf(tx, practice, { ...leaf, count: added.length }, dependencies);
      });
      return undefined;
    },
    startRecovery: async ({ body }) => {
      const [found] = await store.outside((tx) =>
        rowsOf<{ practice: string; member: string }>(tx, findLookup, [sha256(body.lookup)]),
      );
      if (found === undefined) throw new Refusal('sign_in_refused');
      const { practice, member } = found;
      const recovery = toRecordId(random(16));
      const token = makeToken(practice, random);
      const expires = now() + lifetimes.recoveryMs;
      await store.inPractice(practice, async (tx) => {
        await rowsOf(tx, trimRecoveries, [practice, member, now()]);
        await rowsOf(tx, addRecovery, [practice, recovery, member, token.hash, body.sealing, now(), expires]);
        await appendLeaf(tx, practice, { kind: 'recovery_asked', subject: member }, dependencies);
      });
      return { recovery, token: token.text, expires };
    },
    recoveries: committed(async (tx, { session: { practice, member } }) => ({
      recoveries: await rowsOf<Pending>(tx, listRecoveries, [practice, member, now()]),
    })),
    helpRecovery: committed(async (tx, { session, params: { recovery }, body }) => {
      const { practice, member } = session;
      const [helped] = await rowsOf<{ member: string }>(tx, lockRecovery, [practice, recovery, member, now()]);
      if (helped === undefined) throw new Refusal('not_found');
      const added = await rowsOf(tx, addHelp, [practice, recovery, member, body.sealed]);
      if (added.length === 0) throw new Refusal('not_found');
      await rowsOf(tx, markHelped, [practice, recovery]);
      const leaf = { kind: 'recovery_helped', member, session: session.session, subject: helped.member } as const;
      await appendLeaf(tx, practice, leaf, dependencies);
      return undefined;
    }),
  };
}

/** One helper is enough only where no second one exists. */
async function requireHelpers(tx: Tx, practice: string, member: string, body: Plan): Promise<void> {
  if (body.helpersNeeded !== Math.min(2, body.helpers.length)) {
    throw new Refusal('request_invalid', { detail: 'two helpers are needed, or the only one that is named' });
  }
  const [known] = await rowsOf<{ others: number }>(tx, countHelpers, [practice, member]);
  if (body.helpersNeeded === 1 && (known?.others ?? 2) >= 2) {
    throw new Refusal('request_invalid', { detail: 'name two helpers: the practice has two other members' });
  }
}
