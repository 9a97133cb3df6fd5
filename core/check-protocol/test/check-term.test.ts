import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkTerm, type Argon2id } from '@etanche/core-check-protocol';
import {
  checkIndexId,
  isPublicPurpose,
  leadingZeroBits,
  parseKeySetId,
  purposes,
  solveWork,
  workPreimage,
} from '@etanche/core-vault-protocol';
import { joinFields, fromBase64url } from '@etanche/core-wire';

const sha256 = (message: Uint8Array) => new Uint8Array(createHash('sha256').update(message).digest());
const stretch = { algorithm: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 } as const;

describe('checkTerm', () => {
  const never: Argon2id = async () => Promise.reject(new Error('the term must not be stretched'));

  test('an unstretched term consists of its joined fields', async () => {
    const term = await checkTerm('demo.1', 'code', 'ABCD', null, never);
    expect(term).toEqual(joinFields('etanche/v1/check/term', 'demo.1', 'code', 'ABCD'));
  });

  test('a stretched term passes the password, a 16-byte salt of the index and the parameters to Argon2id', async () => {
    const calls: unknown[] = [];
    const argon2id: Argon2id = async (...call) => {
      calls.push(call);
      return Promise.resolve(new Uint8Array(32).fill(9));
    };
    const term = await checkTerm('demo.1', 'nir', 'X', stretch, argon2id);
    const salt = sha256(joinFields('etanche/v1/check/stretch-salt', 'demo.1')).slice(0, 16);
    expect(calls).toEqual([[joinFields('etanche/v1/check/stretch', 'nir', 'X'), salt, stretch]]);
    expect(term).toEqual(joinFields('etanche/v1/check/term', 'demo.1', 'nir', new Uint8Array(32).fill(9)));
  });

  test('another index, version or kind gives another term', async () => {
    const variants = [
      await checkTerm(checkIndexId('demo', 1), 'code', 'X', null, never),
      await checkTerm(checkIndexId('demo', 2), 'code', 'X', null, never),
      await checkTerm(checkIndexId('other', 1), 'code', 'X', null, never),
      await checkTerm(checkIndexId('demo', 1), 'email', 'X', null, never),
    ];
    expect(new Set(variants.map((term) => term.toString())).size).toBe(4);
  });
});

describe('key set ids', () => {
  test('a key set id is parsed into purpose and name', () => {
    expect(parseKeySetId('check-code/labos-2021.12')).toEqual({ purpose: 'check-code', name: 'labos-2021.12' });
    expect(purposes.filter(isPublicPurpose)).toEqual(['check', 'check-code']);
  });

  test.each(['', 'check', 'check/', '/x', 'check/A', 'check/.a', 'check/a-', 'check/a/b', 'check/' + 'a'.repeat(65)])(
    'refuses %j',
    (id) => {
      expect(() => parseKeySetId(id)).toThrow(expect.objectContaining({ code: 'encoding_invalid' }));
    },
  );
});

describe('proof of work', () => {
  const request = { keySet: 'check/demo.1', elements: ['A'.repeat(43)] };
  const challenge = new Uint8Array(32).fill(3);

  test('a proof of work has the required zero bits for its own request only', () => {
    const nonce = fromBase64url(solveWork(request, challenge, 12, sha256), 8);
    expect(leadingZeroBits(sha256(workPreimage(request, challenge, nonce)))).toBeGreaterThanOrEqual(12);
    const other = { ...request, elements: ['B'.repeat(43)] };
    expect(workPreimage(other, challenge, nonce)).not.toEqual(workPreimage(request, challenge, nonce));
  });

  test('leading zero bits are counted across bytes', () => {
    expect([[0x80], [0x01], [0, 0x40], [0, 0]].map((hash) => leadingZeroBits(Uint8Array.from(hash)))).toEqual([
      0, 7, 9, 16,
    ]);
  });
});
