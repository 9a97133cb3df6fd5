import { argon2Sync, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import termVectors from '../../../vectors/check-terms.json' with { type: 'json' };
import workVectors from '../../../vectors/work.json' with { type: 'json' };
import {
  checkTerm,
  stretchSalt,
  stretchSchema,
  type Argon2id,
  type Kind,
  type Stretch,
} from '@etanche/core-check-protocol';
import { evaluateRequestSchema, leadingZeroBits, solveWork, workPreimage } from '@etanche/core-vault-protocol';
import { fromBase64url, findMismatch } from '@etanche/core-wire';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (message: Uint8Array) => new Uint8Array(createHash('sha256').update(message).digest());

describe('vectors/check-terms.json', () => {
  test.each(termVectors.terms)('the term of $kind $identifier in $indexId is that of the vector', async (vector) => {
    const passwords: string[] = [];
    const argon2id: Argon2id = (message, nonce, { memoryKiB, passes, lanes }) => {
      passwords.push(hex(message));
      const cost = { memory: memoryKiB, passes, parallelism: lanes };
      return Promise.resolve(Uint8Array.from(argon2Sync('argon2id', { message, nonce, tagLength: 32, ...cost })));
    };
    const { indexId, kind, identifier } = vector;
    const stretch = vector.stretch as Stretch | null;
    const term = await checkTerm(indexId, kind as Kind, identifier, stretch, argon2id);
    expect(hex(term)).toBe(vector.term);
    expect(passwords).toEqual(vector.password === undefined ? [] : [vector.password]);
  });

  const stretched = termVectors.terms.filter(({ stretch }) => stretch !== null);

  test.each(stretched)('the salt and parameters of $kind $identifier in $indexId are accepted', async (vector) => {
    expect(findMismatch(stretchSchema, vector.stretch)).toBeNull();
    expect(hex(await stretchSalt(vector.indexId))).toBe(vector.salt);
  });

  test.each(termVectors.refused)('stretch parameters are rejected: $name', ({ stretch }) => {
    expect(findMismatch(stretchSchema, stretch)).not.toBeNull();
  });
});

describe('vectors/work.json', () => {
  test.each(workVectors.solved)(
    'a proof of work is accepted: $name',
    ({ keySet, elements, challenge, nonce, bits, ...vector }) => {
      const bytes = workPreimage({ keySet, elements }, fromBase64url(challenge, 32), fromBase64url(nonce, 8));
      expect(hex(bytes)).toBe(vector.preimage);
      expect(hex(sha256(bytes))).toBe(vector.hash);
      expect(leadingZeroBits(sha256(bytes))).toBeGreaterThanOrEqual(bits);
      const found = fromBase64url(solveWork({ keySet, elements }, fromBase64url(challenge, 32), bits, sha256), 8);
      expect(Buffer.from(found).compare(fromBase64url(nonce, 8))).toBeLessThanOrEqual(0);
    },
  );

  test.each(workVectors.refused)(
    'a proof of work is rejected: $name',
    ({ keySet, elements, challenge, nonce, bits }) => {
      const isWellFormed =
        findMismatch(evaluateRequestSchema, { keySet, elements, work: { challenge, nonce } }) === null;
      const zeroBits = (): number =>
        leadingZeroBits(
          sha256(workPreimage({ keySet, elements }, fromBase64url(challenge, 32), fromBase64url(nonce, 8))),
        );
      expect(isWellFormed && zeroBits() >= bits).toBe(false);
    },
  );
});
