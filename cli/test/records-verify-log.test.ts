import { generateKeyPairSync } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buildTree,
  consistencyProof,
  cosign,
  formatCheckpoint,
  formatNote,
  leafHash,
  signNote,
} from '@etanche/core-merkle';
import { toBase64url } from '@etanche/core-wire';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const etanche = async (...words: string[]): Promise<{ code: number; stdout: string }> =>
  promisify(execFile)(process.execPath, [main, 'records', 'verify-log', ...words]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: unknown) => error as { code: number; stdout: string },
  );

const practice = 'aaaqeayeaudaocajbifqydiob4';
const origin = `etanche/${practice}/1`;
const leaves = Array.from({ length: 9 }, (_, i) => leafHash(Uint8Array.of(i)));
let directory = '';
let federation = '';
const keys = await Promise.all([1, 2, 3].map(() => makeKey()));

async function makeKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' });
  const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
  return { key, publicKey: Uint8Array.from(Buffer.from(jwk.x ?? '', 'base64url')) };
}

/** A proof as the application saves it. */
async function proof(name: string, size: number, since: number | null, cosigners = [0, 1], other = false) {
  const own = other ? leaves.toReversed() : leaves;
  const { root } = buildTree(own.slice(0, size));
  const text = formatCheckpoint({ origin, size, root });
  const server = await makeKey();
  const signatures = [await signNote(text, { name: origin, ...server })];
  for (const i of cosigners) {
    const key = keys[i];
    if (key === undefined) throw new Error('no such vault');
    signatures.push(await cosign(text, 1_764_000_000, { name: `etanche/vault/${i + 1}`, ...key }));
  }
  const note = formatNote({ text, signatures });
  const before = since === null ? null : buildTree(own.slice(0, since)).root;
  const path = since === null || since === size ? [] : consistencyProof(own.slice(0, size), since).map(toBase64url);
  const previous = before === null ? null : { size: since, root: toBase64url(before), path };
  const file = join(directory, name);
  await writeFile(file, JSON.stringify({ format: 'etanche/v1/audit-proof', practice, note, previous }));
  return file;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-verify-log-'));
  federation = join(directory, 'federation.json');
  const vaults = keys.map(({ publicKey }, i) => ({
    ...{ index: i + 1, url: `https://vault-${i + 1}.example`, signingKey: toBase64url(publicKey) },
  }));
  await writeFile(federation, JSON.stringify({ threshold: 2, vaults }));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('proofs that enough vaults cosigned hold, with the checkpoint and what it continues', async () => {
  const files = [await proof('first.json', 5, null), await proof('second.json', 9, 5, [1, 2])];
  const { code, stdout } = await etanche(...files, '--federation', federation, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    good: true,
    split: null,
    proofs: [{ proven: { practice, size: 5, since: null } }, { proven: { size: 9, since: 5, vaults: [2, 3] } }],
  });
});

test('a proof with too few cosignatures, and a file that is no proof, do not hold', async () => {
  const few = await proof('few.json', 5, null, [2]);
  const text = join(directory, 'text.json');
  await writeFile(text, '{"format":"other"}');
  const { code, stdout } = await etanche(few, text, '--federation', federation, '--json');
  expect(code).toBe(1);
  const proofs = (JSON.parse(stdout) as { proofs: { code: string; proven: null }[] }).proofs;
  expect(proofs.map(({ proven }) => proven)).toEqual([null, null]);
  expect(proofs[0]?.code).toBe('note_refused');
});

test('two cosigned logs of one size that differ are reported', async () => {
  const files = [await proof('one.json', 7, null), await proof('other.json', 7, null, [0, 1], true)];
  const { code, stdout } = await etanche(...files, '--federation', federation, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ good: false, split: { practice, size: 7 } });
});

test('a proof that continues another log than the one that was kept is reported', async () => {
  const files = [await proof('kept.json', 5, null), await proof('rewritten.json', 9, 5, [0, 1], true)];
  const { code, stdout } = await etanche(...files, '--federation', federation, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ good: false, split: { practice, size: 5 } });
});

test('a proof of another practice does not hold, if the practice is given', async () => {
  const file = await proof('own.json', 5, null);
  expect((await etanche(file, '--federation', federation, '--practice', practice)).code).toBe(0);
  const other = 'b'.repeat(26);
  const { code, stdout } = await etanche(file, '--federation', federation, '--practice', other, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ good: false, proofs: [{ proven: null, code: 'other_practice' }] });
});

test('without the vaults’ keys nothing is verified', async () => {
  expect((await etanche(await proof('alone.json', 3, null))).code).toBe(2);
});
