import { toRecordId } from '@etanche/core-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { committed, type Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountParts } from './account-parts.ts';
import {
  addHelpers,
  addLookup,
  addRecovery,
  dropHelpers,
  dropLookup,
  findLookup,
  helpRecovery,
  listRecoveries,
  putPlan,
  trimRecoveries,
} from './recovery-statements.ts';
import { makeToken, sha256 } from './token.ts';

type Pending = {
  readonly recovery: string;
  readonly member: string;
  readonly name: string;
  readonly sealing: string;
  readonly sealed: string;
  readonly asked: number;
};

/** A member prepares; who lost every passkey asks; a helper who has met the person helps. */
export function recoveryPlanHandlers(
  parts: AccountParts,
): Handlers<'prepareRecovery' | 'startRecovery' | 'recoveries' | 'helpRecovery'> {
  const { store, now, random, lifetimes } = parts;
  return {
    prepareRecovery: async ({ session, body }) => {
      const { practice, member } = session;
      const lookup = sha256(body.lookup);
      const helpers = new Map(body.helpers.map(({ helper, sealed }) => [helper, sealed]));
      await store.inPractice(practice, async (tx) => {
        await rowsOf(tx, putPlan, [practice, member, lookup, body.keyring, now()]);
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
        await appendLeaf(tx, practice, { ...leaf, count: added.length }, parts);
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
        await appendLeaf(tx, practice, { kind: 'recovery_asked', subject: member }, parts);
      });
      return { recovery, token: token.text, expires };
    },
    recoveries: committed(async (tx, { session: { practice, member } }) => ({
      recoveries: await rowsOf<Pending>(tx, listRecoveries, [practice, member, now()]),
    })),
    helpRecovery: committed(async (tx, { session, params: { recovery }, body }) => {
      const { practice, member } = session;
      const values = [practice, recovery, member, body.sealed, now()];
      const [helped] = await rowsOf<{ member: string }>(tx, helpRecovery, values);
      if (helped === undefined) throw new Refusal('not_found');
      const leaf = { kind: 'recovery_helped', member, session: session.session, subject: helped.member } as const;
      await appendLeaf(tx, practice, leaf, parts);
      return undefined;
    }),
  };
}
