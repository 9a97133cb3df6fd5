import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  buildTree,
  consistencyProof,
  formatCheckpoint,
  formatNote,
  leafHash,
  parseNote,
  signNote,
  verifyCosignature,
} from '@etanche/core-merkle';
import { directoryId, logOrigin, practicesPath, type CheckpointRequest } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import { makeSigner, problemOf, type Signer } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
const noon = Date.parse('2026-11-22T12:00:00Z');
let clock = noon;
let federation: TestFederation;
let practice: TestPractice;

beforeAll(async () => {
  federation = await startTestFederation({
    recordsServers: [operator.publicKey],
    vaults: 1,
    threshold: 1,
    now: () => clock,
  });
});
afterAll(async () => {
  await federation[Symbol.asyncDispose]();
});
beforeEach(async () => {
  clock = noon;
  practice = await TestPractice.found(federation, operator, () => clock);
});

const log = Array.from({ length: 20 }, (_, i) => leafHash(Uint8Array.of(i)));
const fork = log.map((leaf, i) => (i === 3 ? leafHash(Uint8Array.of(99)) : leaf));

type Change = { leaves?: typeof log; epoch?: number; signer?: Signer; origin?: string; proof?: string[] };

/** A checkpoint of the first `size` leaves, with a proof from `old`. */
async function checkpoint(old: number, size: number, change: Change = {}): Promise<CheckpointRequest> {
  const leaves = (change.leaves ?? log).slice(0, size);
  const origin = change.origin ?? logOrigin(practice.id, change.epoch ?? 1);
  const text = formatCheckpoint({ origin, size, root: buildTree(leaves).root });
  const { key, publicKey } = change.signer ?? practice.server;
  const signature = await signNote(text, { name: origin, publicKey: fromBase64url(publicKey, 32), key });
  const proof = old >= 1 && old <= size ? consistencyProof(leaves, old).map(toBase64url) : [];
  return { checkpoint: formatNote({ text, signatures: [signature] }), old, proof: change.proof ?? proof };
}

async function send(old: number, size: number, change: Change = {}): Promise<string> {
  return answerTo(await checkpoint(old, size, change));
}

/**
 * Returns `cosigned`, or the code of the problem and its detail.
 *
 * @param id of a directory, in place of the practice's
 */
async function answerTo(request: CheckpointRequest, id = practice.id): Promise<string> {
  const url = `${federation.federation.vaults[0]?.url ?? ''}${practicesPath}/${id}/checkpoints`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  if (!response.ok) {
    const { code, detail } = await problemOf(response);
    return code === 'checkpoint_refused' ? `${code} ${detail ?? ''}` : code;
  }
  const { cosignature } = (await response.json()) as { cosignature: string };
  const { signingKey, index } = federation.federation.vaults[0] ?? { signingKey: '', index: 0 };
  const cosigner = { name: `etanche/vault/${index}`, publicKey: fromBase64url(signingKey, 32) };
  const time = await verifyCosignature(parseNote(`${request.checkpoint}${cosignature}`), cosigner);
  expect(time).toBe(Math.floor(clock / 1000));
  return 'cosigned';
}

const rung = async () =>
  (await alarmsOf(practice)).flatMap(({ kind, detail }) => (kind === 'checkpoint_refused' ? [detail] : []));

describe('a log that grows', () => {
  test('a growing log is cosigned at each size, and again at the same size with the current time', async () => {
    expect(await send(0, 1)).toBe('cosigned');
    expect(await send(1, 7)).toBe('cosigned');
    clock += 60_000;
    expect(await send(7, 7)).toBe('cosigned');
    expect(await send(7, 20)).toBe('cosigned');
    expect(await rung()).toEqual([]);
  });

  test('an empty log is cosigned', async () => {
    expect(await send(0, 0)).toBe('cosigned');
    expect(await send(0, 3)).toBe('cosigned');
  });

  test('when two replicas of the server race, each size is cosigned once and the other replica gets the vault’s size', async () => {
    expect(await send(0, 5)).toBe('cosigned');
    expect(await send(0, 4)).toBe('checkpoint_refused 5');
    const both = await Promise.all([send(5, 8), send(5, 9)]);
    expect(both.filter((answer) => answer === 'cosigned')).toHaveLength(1);
    expect(await rung()).toEqual([]);
  });
});

describe('contradictory logs', () => {
  beforeEach(async () => {
    await send(0, 7);
  });

  test.each<[string, number, number, Change, string]>([
    ['two roots of one size', 7, 7, { leaves: fork }, 'two_roots'],
    ['two roots of one size, with another old size', 2, 7, { leaves: fork }, 'two_roots'],
    ['a log that shrinks', 7, 5, {}, 'shrunk'],
    ['a fork that grows', 7, 12, { leaves: fork }, 'proof_false'],
    ['a missing proof', 7, 12, { proof: [] }, 'proof_false'],
    ['a proof that is too long', 7, 7, { proof: [toBase64url(new Uint8Array(32))] }, 'proof_false'],
  ])('refuses %s and raises an alarm', async (_, old, size, change, why) => {
    expect(await send(old, size, change)).toBe('checkpoint_refused 7');
    expect(await send(old, size, change)).toBe('checkpoint_refused 7');
    expect(await rung()).toEqual([why]);
    expect(await send(7, 8)).toBe('cosigned');
  });

  test('raises another alarm in the next hour', async () => {
    await send(7, 5);
    clock += 3_600_001;
    await send(7, 5);
    expect(await rung()).toEqual(['shrunk', 'shrunk']);
  });
});

describe('checkpoints that the records server did not sign', () => {
  test.each<[string, () => Promise<Change>, string]>([
    ['signed by another key', async () => ({ signer: await makeSigner() }), 'caller_refused'],
    ['signed by a member’s key', () => Promise.resolve({ signer: practice.doctor.signer }), 'caller_refused'],
    ['with another log epoch', () => Promise.resolve({ epoch: 2 }), 'caller_refused'],
    [
      'with the name of another practice',
      () => Promise.resolve({ origin: logOrigin('aaaqeayeaudaocajbifqydiob4', 1) }),
      'caller_refused',
    ],
  ])('rejects a checkpoint %s, without an alarm', async (_, change, code) => {
    expect(await send(0, 7, await change())).toBe(code);
    expect(await rung()).toEqual([]);
    expect(await send(0, 7)).toBe('cosigned');
  });

  test('rejects a malformed note and an unknown practice', async () => {
    const good = await checkpoint(0, 7);
    expect(await answerTo({ ...good, checkpoint: good.checkpoint.replace('\n\n', '\n') })).toBe('request_invalid');
    expect(await answerTo(good, 'aaaqeayeaudaocajbifqydiob4')).toBe('practice_unknown');
  });
});

test('a restore order opens the next log epoch at its size and root', async () => {
  expect(await send(0, 12)).toBe('cosigned');
  const root = toBase64url(buildTree(log.slice(0, 9)).root);
  await practice.order({ kind: 'restore', logEpoch: 2, size: 9, root });
  expect(await send(12, 13)).toBe('caller_refused');
  expect(await send(9, 14, { epoch: 2, leaves: fork })).toBe('checkpoint_refused 9');
  expect(await send(9, 14, { epoch: 2 })).toBe('cosigned');
  expect(await rung()).toEqual(['proof_false']);
});

describe('the directory of a records server', () => {
  const directory = directoryId(operator.publicKey);
  const sendDirectory = async (old: number, size: number, change: Change = {}, id = directory): Promise<string> =>
    answerTo(await checkpoint(old, size, { origin: logOrigin(id, 1), signer: operator, ...change }), id);

  test('is one history, which grows and is cosigned like a practice’s log', async () => {
    expect(await sendDirectory(0, 3)).toBe('cosigned');
    expect(await sendDirectory(3, 7)).toBe('cosigned');
    expect(await sendDirectory(7, 12, { leaves: fork })).toBe('checkpoint_refused 7');
    expect(await sendDirectory(7, 5)).toBe('checkpoint_refused 7');
    expect(await sendDirectory(7, 7, { leaves: fork })).toBe('checkpoint_refused 7');
    const both = await Promise.all([sendDirectory(7, 9), sendDirectory(7, 10)]);
    expect(both.filter((answer) => answer === 'cosigned')).toHaveLength(1);
  });

  test('is cosigned for its own server alone, in its only epoch', async () => {
    const stranger = await makeSigner();
    expect(await sendDirectory(0, 3, { signer: stranger })).toBe('caller_refused');
    expect(await sendDirectory(0, 3, { origin: logOrigin(directory, 2) })).toBe('caller_refused');
    const unknown = directoryId(stranger.publicKey);
    expect(await sendDirectory(0, 3, { signer: stranger }, unknown)).toBe('practice_unknown');
  });
});
