import { recoveryNoticeId } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import {
  combineHelps,
  fingerprint,
  helpRecover,
  makeRecovery,
  openHelp,
  openRecovery,
  openRecoveryPlan,
  parseRecoveryCode,
  printRecoveryCode,
  recoveryRequestHash,
  sealingKeyFromSeed,
  sealRecovery,
  sealRecoveryPlan,
  sealRecoveryShares,
  type Keyring,
  type RecoveryHelp,
  type RecoveryPlan,
} from '../src/index.ts';
import {
  asked,
  cannotOpen,
  counted,
  failure,
  flipped,
  hex,
  id,
  named,
  outcome,
  readVectors,
  toHex,
} from './fixtures.ts';

type Owned = { name: string; practice: string; member: string };
type RecoveryVectors = {
  sealed: (Owned & { code: string; helperSecret: string; plan: string; sealed: string; keyring?: Keyring })[];
  plans: (Owned & { code: string; sealed: string; plan?: RecoveryPlan })[];
  shares: (Owned & { seed: string; helper: string; sealed: string; share?: string })[];
  helps: (Owned & { seed: string; request: string; helper: string; sealed: string; share?: string })[];
  combined: (Owned & {
    code: string;
    seed: string;
    request: string;
    plan: string;
    helps: { helper: string; sealed: string }[];
    helperSecret?: string;
  })[];
  notices: { request: string; helper: string; notice: string }[];
};
const vectors = readVectors('recovery') as RecoveryVectors;
const shareText = ({ plan, share }: RecoveryHelp) => toHex(Uint8Array.of(...plan, share.x, ...share.y));

describe('vectors', () => {
  test.each(vectors.sealed)('keyring: $name', async (vector) => {
    const recovery = { code: hex(vector.code), helperSecret: hex(vector.helperSecret) };
    const opened = openRecovery(recovery, vector, hex(vector.plan), hex(vector.sealed));
    expect(await outcome(opened)).toEqual(asked(vector.keyring));
  });

  test.each(vectors.plans)('plan: $name', async ({ code, sealed, plan, ...owner }) => {
    expect(await outcome(openRecoveryPlan(hex(code), owner, hex(sealed)))).toEqual(asked(plan));
  });

  test.each(vectors.shares)('share: $name', async ({ seed, helper, sealed, share, ...owner }) => {
    const fresh = await sealingKeyFromSeed(named('fresh', 32));
    const by = { member: helper, sealing: await sealingKeyFromSeed(hex(seed)) };
    const to = { request: id('request'), sealing: fresh.publicKey };
    const opened = helpRecover(hex(sealed), owner, by, to, counted('help')).then((help) =>
      openHelp(help, owner, helper, { request: to.request, sealing: fresh }),
    );
    expect(await outcome(opened.then(shareText))).toEqual(asked(share));
  });

  test.each(vectors.helps)('help: $name', async ({ seed, request, helper, sealed, share, ...owner }) => {
    const requester = { request, sealing: await sealingKeyFromSeed(hex(seed)) };
    expect(await outcome(openHelp(hex(sealed), owner, helper, requester).then(shareText))).toEqual(asked(share));
  });

  test.each(vectors.combined)('shares: $name', async ({ code, seed, request, plan, helps, helperSecret, ...owner }) => {
    const requester = { request, sealing: await sealingKeyFromSeed(hex(seed)) };
    const combine = async () => {
      const sealed = hex(plan);
      const opened = await Promise.all(helps.map((help) => openHelp(hex(help.sealed), owner, help.helper, requester)));
      return combineHelps(opened, { plan: await openRecoveryPlan(hex(code), owner, sealed), sealed });
    };
    expect(await outcome(combine().then(toHex))).toEqual(asked(helperSecret));
  });

  test.each(vectors.notices)(
    'the id of the notice of the help of $helper is that of the vector',
    ({ request, helper, notice }) => {
      expect(recoveryNoticeId(request, helper)).toBe(notice);
    },
  );
});

describe('a recovery', () => {
  const owner = { practice: id('practice'), member: id('alice') };
  const keyring: Keyring = {
    seed: toBase64url(named('seed', 32)),
    ...owner,
    genesis: toBase64url(named('genesis', 32)),
    federation: {
      threshold: 1,
      vaults: [{ index: 1, url: 'https://v.example', signingKey: toBase64url(named('v', 32)) }],
    },
  };
  const recovery = makeRecovery(counted('recovery'));
  const names = ['bob', 'carol', 'dave'];
  const request = id('request');

  async function prepare(helpers: readonly string[]) {
    const keys = await Promise.all(helpers.map((name) => sealingKeyFromSeed(named(name, 32))));
    const plan = { helpersNeeded: Math.min(2, helpers.length), helpers: helpers.map((name) => id(name)) };
    const sealed = await sealRecoveryPlan(recovery.code, owner, plan, counted('plan'));
    const members = keys.map((key, i) => ({ member: plan.helpers[i] ?? '', sealing: key.publicKey }));
    const both = { plan, sealed };
    const shares = await sealRecoveryShares(recovery.helperSecret, owner, both, members, counted('shares'));
    const kept = await sealRecovery(recovery, keyring, sealed, counted('seal'));
    return { both, kept, keys, shares };
  }

  test('a recovery opens with the code and the re-sealed shares of any two of three helpers', async () => {
    const { both, kept, keys, shares } = await prepare(names);
    const fresh = await sealingKeyFromSeed(named('fresh', 32));
    const to = { request, sealing: fresh.publicKey };
    const code = parseRecoveryCode(printRecoveryCode(recovery.code));
    const helps = await Promise.all(
      keys.map(async (sealing, i) => {
        const share = shares[i];
        if (share === undefined) throw new Error('no share');
        const help = await helpRecover(share.sealed, owner, { member: share.helper, sealing }, to, counted(`h${i}`));
        await expect(openHelp(help, owner, share.helper, { request: id('other'), sealing: fresh })).rejects.toThrow(
          cannotOpen,
        );
        return openHelp(help, owner, share.helper, { request, sealing: fresh });
      }),
    );
    for (const [a, b] of [
      [0, 1],
      [2, 0],
      [1, 2],
    ] as const) {
      const pair = [helps[a], helps[b]].filter((help) => help !== undefined);
      const helperSecret = await combineHelps(pair, both);
      expect(await openRecovery({ code, helperSecret }, owner, both.sealed, kept)).toEqual(keyring);
      for (const { share } of pair) {
        const guess = { code, helperSecret: share.y };
        await expect(openRecovery(guess, owner, both.sealed, kept)).rejects.toThrow(cannotOpen);
      }
    }
    expect(fingerprint(recoveryRequestHash(to))).not.toBe(
      fingerprint(recoveryRequestHash({ ...to, sealing: keys[0]?.publicKey ?? fresh.publicKey })),
    );
  });

  test('a plan that contradicts itself, and shares for other helpers than the plan’s, are rejected', async () => {
    const plan = { helpersNeeded: 1, helpers: names.map((name) => id(name)) };
    const invalid = failure('argument_invalid');
    await expect(sealRecoveryPlan(recovery.code, owner, plan, counted('x'))).rejects.toThrow(invalid);
    const { both } = await prepare(names);
    const [bob] = names;
    const key = await sealingKeyFromSeed(named('bob', 32));
    const one = [{ member: id(bob ?? ''), sealing: key.publicKey }];
    const shared = sealRecoveryShares(recovery.helperSecret, owner, both, one, counted('x'));
    await expect(shared).rejects.toThrow(invalid);
  });

  test('a recovery does not open with one of its secrets alone, nor for another member', async () => {
    const { both, kept } = await prepare(names);
    const { sealed } = both;
    const attempts = [
      openRecovery({ ...recovery, code: flipped(recovery.code, 0) }, owner, sealed, kept),
      openRecovery({ ...recovery, helperSecret: new Uint8Array(32) }, owner, sealed, kept),
      openRecovery(recovery, { ...owner, member: id('bob') }, sealed, kept),
      openRecovery(recovery, { ...owner, practice: id('other') }, sealed, kept),
      openRecovery(recovery, owner, sealed, flipped(kept, -1)),
    ];
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow(cannotOpen)));
  });
});
