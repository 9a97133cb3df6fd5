import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { leadingZeroBits, solveWork, workPreimage, type EvaluateRequest } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import { WorkChallenges, type WorkRules } from '../src/http/work-challenges.ts';
import { random } from './support/caller.ts';

const now = Date.parse('2026-11-22T10:00:30Z');
const rules: WorkRules = { fromPercent: 80, leastBits: 4, mostBits: 8, remembered: 3 };
const sha256 = (message: Uint8Array) => createHash('sha256').update(message).digest();

function solve(challenge: { challenge: string; bits: number }, keySet = 'check/a.1'): EvaluateRequest {
  const request = { keySet, elements: [toBase64url(random(32))] };
  const nonce = solveWork(request, fromBase64url(challenge.challenge, 32), challenge.bits, sha256);
  return { ...request, work: { challenge: challenge.challenge, nonce } };
}

describe('proof of work', () => {
  test('the required work grows with the use of the ceiling', () => {
    const challenges = new WorkChallenges(rules, random(32));
    const bits = [0, 80, 90, 100, 150].map((percent) => challenges.challenge('check/a.1', percent, now).bits);
    expect(bits).toEqual([4, 4, 6, 8, 8]);
  });

  test('a solution is accepted in the minute of its challenge and the next, by any replica with the key', () => {
    const key = random(32);
    const challenge = new WorkChallenges(rules, key).challenge('check/a.1', 80, now);
    expect(new WorkChallenges(rules, key).accept(solve(challenge), now)).toBe(true);
    expect(new WorkChallenges(rules, key).accept(solve(challenge), now + 60_000)).toBe(true);
    expect(new WorkChallenges(rules, key).accept(solve(challenge), now + 120_000)).toBe(false);
    expect(new WorkChallenges(rules, key).accept(solve(challenge), now - 60_000)).toBe(false);
    expect(new WorkChallenges(rules, random(32)).accept(solve(challenge), now)).toBe(false);
  });

  test('a solution for another key set or a challenge made by the caller is rejected', () => {
    const challenges = new WorkChallenges(rules, random(32));
    const challenge = challenges.challenge('check/a.1', 80, now);
    expect(challenges.accept(solve(challenge, 'check/b.1'), now)).toBe(false);
    expect(challenges.accept(solve({ challenge: toBase64url(random(32)), bits: 8 }), now)).toBe(false);
    expect(challenges.accept({ keySet: 'check/a.1', elements: [] }, now)).toBe(false);
  });

  test('no more solutions are accepted than can be remembered, until the minute ends', () => {
    const challenges = new WorkChallenges(rules, random(32));
    const challenge = challenges.challenge('check/a.1', 80, now);
    const accepted = Array.from({ length: 5 }, () => challenges.accept(solve(challenge), now));
    expect(accepted).toEqual([true, true, true, false, false]);
    const next = challenges.challenge('check/a.1', 80, now + 60_000);
    expect(challenges.accept(solve(next), now + 60_000)).toBe(true);
  });

  test('a solution with fewer bits than required is rejected', () => {
    const challenges = new WorkChallenges(rules, random(32));
    const hard = challenges.challenge('check/a.1', 100, now);
    const [challenge, nonce] = [fromBase64url(hard.challenge, 32), toBase64url(new Uint8Array(8))];
    // The first request whose solution has fewer bits than required: most have.
    let request: EvaluateRequest;
    do {
      request = { keySet: 'check/a.1', elements: [toBase64url(random(32))] };
    } while (leadingZeroBits(sha256(workPreimage(request, challenge, new Uint8Array(8)))) >= hard.bits);
    expect(challenges.accept({ ...request, work: { challenge: hard.challenge, nonce } }, now)).toBe(false);
    expect(challenges.accept(solve(hard), now)).toBe(true);
  });
});
