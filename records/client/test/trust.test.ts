import { toBase64url } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { readInvitation, requireTrust, writeInvitation } from '../src/members/invitation-text.ts';
import { sameFederation, trustDigest } from '../src/orders/trust.ts';
import { federation, newId, practice, some32 } from './support/chain.ts';
import { random } from './support/options.ts';

const genesis = some32();
const trust = trustDigest(practice, genesis, federation);
const [v1, v2, v3] = federation.vaults;
if (v1 === undefined || v2 === undefined || v3 === undefined) throw new Error('three vaults');

describe('the trust digest', () => {
  test('has 20 bytes and does not depend on URLs or the order of the vaults', () => {
    expect(trust).toHaveLength(20);
    const moved = { threshold: 2, vaults: [{ ...v3, url: 'https://elsewhere.example' }, v1, v2] };
    expect(trustDigest(practice, genesis, moved)).toEqual(trust);
    expect(sameFederation(moved, federation)).toBe(true);
  });

  test.each([
    ['another practice', newId(), genesis, federation],
    ['another genesis', practice, some32(), federation],
    ['another threshold', practice, genesis, { ...federation, threshold: 1 }],
    [
      'an additional vault',
      practice,
      genesis,
      { ...federation, vaults: [v1, v2, v3, { ...v3, index: 4, signingKey: some32() }] },
    ],
    ['a missing vault', practice, genesis, { ...federation, vaults: [v1, v2] }],
    ['another key', practice, genesis, { ...federation, vaults: [v1, v2, { ...v3, signingKey: some32() }] }],
    ['swapped vaults', practice, genesis, { ...federation, vaults: [{ ...v1, index: 2 }, { ...v2, index: 1 }, v3] }],
  ])('rejects %s', (_, ...named) => {
    expect(() => {
      requireTrust(trust, ...named);
    }).toThrow(expect.objectContaining({ code: 'server_untrusted' }) as Error);
    expect(sameFederation(named[2], federation)).toBe(named[2] === federation);
  });
});

describe('an invitation', () => {
  test('is read back as written, also with spaces around it', () => {
    const token = toBase64url(random(32));
    expect(readInvitation(` ${writeInvitation(token, trust)}\n`)).toEqual({ token, trust });
  });

  test.each([
    ['empty', ''],
    ['a token alone', toBase64url(random(32))],
    ['a short token', `${toBase64url(random(31))}.${toBase64url(trust)}`],
    ['a short trust', `${toBase64url(random(32))}.${toBase64url(trust.slice(1))}`],
    ['a text with a third part', `${toBase64url(random(32))}.${toBase64url(trust)}.x`],
    ['a text with invalid characters', `${toBase64url(random(32))}.${toBase64url(trust).slice(0, -1)}!`],
  ])('is rejected if it is %s', (_, text) => {
    expect(() => readInvitation(text)).toThrow(expect.objectContaining({ code: 'text_invalid' }) as Error);
  });
});
