import { equalBytes, fromBase64url, jwsTypes, toBase64url, utf8, signCompact, type Bytes } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import {
  keysHash,
  KIT_HOLDER,
  kitKeysFromSecret,
  kitKeysHash,
  makeGrant,
  makePracticeSecrets,
  memberKeysFromSeed,
  openEarlierSecrets,
  openEpoch,
  openGrant,
  publicKeysOf,
  sealingKeyFromSeed,
  verifyEpochs,
  verifyGrant,
  type GranterKeys,
  type MemberKeys,
  type SecretRole,
  type SignedEpoch,
} from '../src/index.ts';
import {
  argumentInvalid,
  asked,
  cannotOpen,
  counted,
  flipped,
  hex,
  id,
  named,
  outcome,
  readVectors,
  toHex,
  someKeySets,
} from './fixtures.ts';

type Vectors = {
  practice: string;
  openers: Record<string, string>;
  chains: { name: string; jws: string[]; secrets?: { reception: string; care: string }[] }[];
  grants: {
    name: string;
    jws: string;
    holder: string;
    holderKeys: string;
    sealingSeed: string;
    chain?: string[];
    granted?: {
      epoch: number;
      role: string;
      scopeRoot: string;
      indexSecret: string;
      reception: string;
      care: string | null;
    };
  }[];
};
const vectors = readVectors('epochs') as Vectors;

const practice = id('practice');
const keySets = someKeySets();
const random = counted('epoch');
const people: Record<string, MemberKeys> = {};
for (const name of ['alice', 'bob', 'sam']) people[id(name)] = await memberKeysFromSeed(named(name, 32));
const doctors = [id('alice'), id('bob')];
const keysOf = (member: string): MemberKeys => {
  const found = people[member];
  if (found === undefined) throw new Error(`no ${member}`);
  return found;
};
const openers = (member: string): readonly Bytes[] =>
  doctors.includes(member) ? [keysOf(member).grant.publicKey] : [];
/** Doctors may grant both roles, secretaries only reception. */
const granters: GranterKeys = (member, _epoch, role) =>
  doctors.includes(member) || (role === 'reception' && member === id('sam')) ? [keysOf(member).grant.publicKey] : [];
const doctor = (name: string) => ({ member: id(name), grant: keysOf(id(name)).grant });

async function threeEpochs() {
  const one = await openEpoch(practice, doctor('alice'), 0, { keySets }, random);
  const two = await openEpoch(practice, doctor('bob'), 4, one, random);
  const three = await openEpoch(practice, doctor('alice'), 4, two, random);
  return [one, two, three] as const;
}
const [one, two, three] = await threeEpochs();
const chain = [one.jws, two.jws, three.jws];
const epochs = await verifyEpochs(practice, chain, openers);

describe('vectors', () => {
  const vectorKeys = (member: string) => {
    const key = vectors.openers[member];
    return key === undefined ? [] : [hex(key)];
  };

  test.each(vectors.chains)('chain: $name', async ({ jws, secrets }) => {
    const last = secrets?.at(-1);
    const held = { reception: hex(last?.reception ?? ''), care: hex(last?.care ?? '') };
    const opened = verifyEpochs(vectors.practice, jws, vectorKeys).then(async (verified) => {
      const earlier = await openEarlierSecrets(verified, jws.length, held);
      return Array.from(earlier.values(), ({ reception, care }) => ({
        reception: toHex(reception),
        care: toHex(care ?? new Uint8Array()),
      })).reverse();
    });
    expect(await outcome(opened)).toEqual(asked(secrets));
  });

  test.each(vectors.grants)('grant: $name', async ({ jws, holder, holderKeys, sealingSeed, chain: own, granted }) => {
    const [good] = vectors.chains;
    const verified = await verifyEpochs(vectors.practice, own ?? good?.jws ?? [], vectorKeys);
    const sealing = await sealingKeyFromSeed(hex(sealingSeed));
    const opened = openGrant(
      vectors.practice,
      jws,
      { id: holder, keys: hex(holderKeys), sealing },
      vectorKeys,
      verified,
    );
    const shown = opened.then(({ scopeRoot, indexSecret, reception, care, epoch, role }) => ({
      epoch,
      role,
      scopeRoot: toHex(scopeRoot),
      indexSecret: toHex(indexSecret),
      reception: toHex(reception),
      care: care === null ? null : toHex(care),
    }));
    expect(await outcome(shown)).toEqual(asked(granted));
  });
});

describe('epochs', () => {
  test('the last epoch opens all earlier ones, and a secretary opens only the secrets of reception', async () => {
    const secrets = await openEarlierSecrets(epochs, 3, three.secrets);
    expect(secrets.get(1)).toEqual(one.secrets);
    expect(secrets.get(2)).toEqual(two.secrets);
    const reception = await openEarlierSecrets(epochs, 3, { ...three.secrets, care: null });
    expect(reception.get(1)).toEqual({ reception: one.secrets.reception, care: null });
    // A holder of the second epoch only cannot open later ones.
    expect(Array.from((await openEarlierSecrets(epochs, 2, two.secrets)).keys()).sort()).toEqual([1, 2]);
  });

  test('epoch secrets that do not match the commitments are rejected', async () => {
    const { reception, care } = three.secrets;
    for (const held of [
      { reception: flipped(reception, 0), care },
      { reception, care: flipped(care, 31) },
      { reception: care, care: reception },
      { ...two.secrets },
    ]) {
      await expect(openEarlierSecrets(epochs, 3, held)).rejects.toThrow(cannotOpen);
    }
    await expect(openEarlierSecrets(epochs, 4, three.secrets)).rejects.toThrow(cannotOpen);
  });

  test('epochs that are reordered, missing, repeated, or of another practice or chain are rejected', async () => {
    const stray = await openEpoch(practice, doctor('alice'), 0, { keySets }, random);
    const backwards = await openEpoch(practice, doctor('alice'), 3, two, random);
    const foreign = await openEpoch(id('other'), doctor('alice'), 0, { keySets }, random);
    for (const list of [
      [two.jws],
      [one.jws, three.jws],
      [two.jws, one.jws],
      [one.jws, one.jws],
      [stray.jws, two.jws],
      [one.jws, two.jws, backwards.jws],
      [foreign.jws],
    ]) {
      await expect(verifyEpochs(practice, list, openers)).rejects.toThrow(cannotOpen);
    }
  });

  test('an epoch opened by a secretary or a stranger, or not signed by its opener, is rejected', async () => {
    const bySam = await openEpoch(practice, doctor('sam'), 0, { keySets }, random);
    await expect(verifyEpochs(practice, [bySam.jws], openers)).rejects.toThrow(cannotOpen);
    const posing = await openEpoch(
      practice,
      { member: id('alice'), grant: keysOf(id('bob')).grant },
      0,
      { keySets },
      random,
    );
    await expect(verifyEpochs(practice, [posing.jws], openers)).rejects.toThrow(cannotOpen);
    expect(await verifyEpochs(practice, [], openers)).toEqual([]);
  });

  test('an epoch that its opener altered after sealing does not open', async () => {
    const sealed = two.epoch.sealed;
    if (sealed === null) throw new Error('the second epoch has no sealed secrets');
    const cut = toBase64url(flipped(fromBase64url(sealed.reception, undefined), 20));
    const altered = { ...two.epoch, sealed: { ...sealed, reception: cut } };
    const signing = keysOf(id('bob')).grant;
    const jws = await signCompact(
      utf8(JSON.stringify(altered)),
      jwsTypes.epoch,
      signing.privateKey,
      toBase64url(signing.publicKey),
    );
    const verified = await verifyEpochs(practice, [one.jws, jws], openers);
    await expect(openEarlierSecrets(verified, 2, two.secrets)).rejects.toThrow(cannotOpen);
  });

  test('an epoch whose public keys do not derive from the role secrets is rejected by holders of the secrets', async () => {
    const secrets = { ...makePracticeSecrets(counted('keys')), ...three.secrets, epoch: 3 };
    const keys = publicKeysOf(practice, id('bob'), keysOf(id('bob')));
    const holder = { id: id('bob'), keys: keysHash(keys), sealing: keys.sealing };
    const jws = await makeGrant(practice, 'care', holder, holder.keys, doctor('alice'), secrets, random);
    const own = { ...holder, sealing: keysOf(id('bob')).sealing };
    expect(await openGrant(practice, jws, own, granters, epochs)).toMatchObject({ epoch: 3 });
    const foreign = (await sealingKeyFromSeed(named('attacker', 32))).publicKey;
    for (const role of ['reception', 'care'] as const) {
      const epoch = { ...three.epoch, keys: { ...three.epoch.keys, [role]: toBase64url(foreign) } };
      const altered = [...epochs.slice(0, 2), { jws: three.jws, epoch }];
      await expect(openGrant(practice, jws, own, granters, altered)).rejects.toThrow(cannotOpen);
    }
  });

  test('the kit may open an epoch with its auth key', async () => {
    const kit = await kitKeysFromSecret(named('kit', 32));
    const byKit = await openEpoch(practice, { member: KIT_HOLDER, grant: kit.auth }, 9, three, random);
    const withKit = (member: string) => (member === KIT_HOLDER ? [kit.auth.publicKey] : openers(member));
    expect(await verifyEpochs(practice, [...chain, byKit.jws], withKit)).toHaveLength(4);
    await expect(verifyEpochs(practice, [...chain, byKit.jws], openers)).rejects.toThrow(cannotOpen);
  });
});

describe('a grant', () => {
  const secrets = { ...makePracticeSecrets(counted('practice')), ...three.secrets, epoch: 3 };
  const holderOf = (name: string) => {
    const keys = publicKeysOf(practice, id(name), keysOf(id(name)));
    return { id: id(name), keys: keysHash(keys), sealing: keys.sealing };
  };
  const grantTo = (name: string, role: SecretRole, by = doctor('alice')) =>
    makeGrant(practice, role, holderOf(name), holderOf(name).keys, by, secrets, random);
  const openAs = (
    name: string,
    jws: string,
    over: { epochs?: readonly SignedEpoch[]; granters?: GranterKeys } = {},
  ) => {
    const own = { ...holderOf(name), sealing: keysOf(id(name)).sealing };
    return openGrant(practice, jws, own, over.granters ?? granters, over.epochs ?? epochs);
  };

  test('a grant gives a doctor both role secrets and a secretary that of reception', async () => {
    expect(await openAs('bob', await grantTo('bob', 'care'))).toEqual({ ...secrets, role: 'care' });
    const reception = await openAs('sam', await grantTo('sam', 'reception'));
    expect(reception).toEqual({ ...secrets, care: null, role: 'reception' });
    expect(await openAs('sam', await grantTo('sam', 'reception', doctor('sam')))).toMatchObject({ role: 'reception' });
  });

  test('a grant can be made to the kit', async () => {
    const kit = await kitKeysFromSecret(named('kit', 32));
    const keys = kitKeysHash(kit.auth.publicKey, kit.sealing.publicKey);
    const holder = { id: KIT_HOLDER, keys, sealing: kit.sealing.publicKey };
    const jws = await makeGrant(practice, 'care', holder, keys, doctor('alice'), secrets, random);
    const own = { id: KIT_HOLDER, keys, sealing: kit.sealing };
    expect(await openGrant(practice, jws, own, granters, epochs)).toMatchObject({ role: 'care', epoch: 3 });
  });

  test('a grant is not sealed to keys that are not in the chain', async () => {
    const mallory = holderOf('sam');
    const chainKeys = holderOf('bob').keys;
    expect(equalBytes(mallory.keys, chainKeys)).toBe(false);
    await expect(
      makeGrant(practice, 'care', { ...mallory, id: id('bob') }, chainKeys, doctor('alice'), secrets, random),
    ).rejects.toThrow(argumentInvalid);
    await expect(
      makeGrant(practice, 'care', holderOf('bob'), chainKeys, doctor('alice'), { ...secrets, care: null }, random),
    ).rejects.toThrow(argumentInvalid);
  });

  test('a grant of care by a secretary, by a stranger, or in another name is rejected', async () => {
    await expect(openAs('bob', await grantTo('bob', 'care', doctor('sam')))).rejects.toThrow(cannotOpen);
    const jws = await grantTo('bob', 'care');
    await expect(openAs('bob', jws, { granters: () => [] })).rejects.toThrow(cannotOpen);
    await expect(openAs('bob', jws, { granters: () => [keysOf(id('sam')).grant.publicKey] })).rejects.toThrow(
      cannotOpen,
    );
    await expect(verifyGrant(id('other'), jws, granters)).rejects.toThrow(cannotOpen);
  });

  test('a grant to another holder, with secrets of another epoch, or with an altered field is rejected', async () => {
    const jws = await grantTo('bob', 'care');
    await expect(openAs('sam', jws)).rejects.toThrow(cannotOpen);
    await expect(openAs('bob', jws, { epochs: epochs.slice(0, 2) })).rejects.toThrow(cannotOpen);
    const grant = await verifyGrant(practice, jws, granters);
    const alice = keysOf(id('alice')).grant;
    const alterations = [
      { epoch: 2 },
      { role: 'reception' },
      { holder: id('sam') },
      { holderKeys: toBase64url(holderOf('sam').keys) },
      { practice: id('other') },
      { granter: id('bob') },
      { sealed: toBase64url(flipped(fromBase64url(grant.sealed, undefined), 1200)) },
      { sealed: grant.sealed.slice(4) },
    ];
    for (const over of alterations) {
      const text = utf8(JSON.stringify({ ...grant, ...over }));
      const altered = await signCompact(text, jwsTypes.grant, alice.privateKey, toBase64url(alice.publicKey));
      await expect(openAs('bob', altered)).rejects.toThrow(cannotOpen);
    }
  });
});
