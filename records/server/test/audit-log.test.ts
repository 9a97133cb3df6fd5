import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildTree,
  leafHash,
  parseCheckpoint,
  parseNote,
  verifyAuditPath,
  verifyConsistency,
  verifyNote,
  type Hash,
} from '@etanche/core-merkle';
import { logOrigin } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, utf8 } from '@etanche/core-wire';
import { appendLeaf } from '../src/audit/append-leaf.ts';
import { CheckpointSigner } from '../src/audit/checkpoint-signer.ts';
import { countByDay } from '../src/audit/count-by-day.ts';
import { numberLeaves } from '../src/audit/number-leaves.ts';
import { once, startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { newId } from './support/store.ts';

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const plain = (hash: Uint8Array): Hash => Uint8Array.from(hash);

describe('the log of a practice', () => {
  let fixture: DataFixture;
  let practice: string;
  let doctor: TestMember;
  let signer: CheckpointSigner;

  beforeAll(async () => {
    fixture = await startDataFixture();
    const { privateKey: key, publicKey } = fixture.server;
    signer = new CheckpointSigner({ key, publicKey });
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  async function begin(): Promise<void> {
    practice = await fixture.practice();
    doctor = await fixture.member(practice, 'doctor');
  }
  const append = (count = 1) =>
    fixture.store.inPractice(practice, async (tx) => {
      for (let i = 0; i < count; i++)
        await appendLeaf(tx, practice, { kind: 'lookup', count: i }, fixture.dependencies);
    });
  const call = <Query extends object>(query: Query) => ({
    ...{ session: doctor.session, params: {}, query, body: undefined, write: null },
  });

  test('had each checkpoint that a head may say its author saw', async () => {
    await begin();
    await append(300);
    await numberLeaves(fixture.store, signer, practice);
    const { leaves } = await fixture.handlers.leaves(call({ from: 0, count: 1000 }));
    const rootAt = (size: number): string =>
      toBase64url(buildTree(leaves.slice(0, size).map((leaf) => leafHash(utf8(leaf)))).root);
    const write = async (log: object): Promise<unknown> => {
      const writer = new ScopeWriter(practice);
      const { body } = await writer.next(doctor, [{}]);
      const head = JSON.parse(Buffer.from(body.head.split('.')[1] ?? '', 'base64url').toString()) as object;
      const signed = { ...body, head: await writer.sign(doctor.key, { ...head, log }) };
      return fixture.handlers.write({
        ...call({}),
        params: { scope: writer.scope },
        body: signed,
        write: once(doctor.session),
      });
    };
    for (const size of [1, 256, 299, 300]) await write({ epoch: 1, size, root: rootAt(size) });
    await write({ epoch: 0, size: 7, root: rootAt(1) });
    for (const log of [
      { epoch: 1, size: 299, root: rootAt(298) },
      { epoch: 1, size: 301, root: rootAt(300) },
      { epoch: 2, size: 300, root: rootAt(300) },
    ]) {
      await expect(write(log)).rejects.toThrow(code('signature_refused'));
    }
  });

  test('numbers leaves in order of insertion, signs each size, and proves it', async () => {
    await begin();
    await expect(fixture.handlers.checkpoint(call({}))).rejects.toThrow(code('not_found'));
    await append(3);
    expect(await numberLeaves(fixture.store, signer, practice)).toBe(3);
    const small = parseCheckpoint(parseNote((await fixture.handlers.checkpoint(call({}))).note).text);
    await append(600);
    expect(await numberLeaves(fixture.store, signer, practice)).toBe(600);
    const note = parseNote((await fixture.handlers.checkpoint(call({}))).note);
    const origin = logOrigin(practice, 1);
    await verifyNote(note, { name: origin, publicKey: fromBase64url(fixture.server.publicKey, 32) });
    const large = parseCheckpoint(note.text);
    expect(large).toMatchObject({ origin, size: 603 });

    const { leaves } = await fixture.handlers.leaves(call({ from: 0, count: 1000 }));
    expect(leaves.map((leaf) => (JSON.parse(leaf) as { count: number }).count)).toEqual([
      ...[0, 1, 2],
      ...Array.from({ length: 600 }, (_, i) => i),
    ]);
    for (const index of [0, 2, 3, 255, 256, 602]) {
      const proof = await fixture.handlers.inclusion({ ...call({}), params: { index } });
      const path = proof.path.map((node) => fromBase64url(node, 32));
      verifyAuditPath(leafHash(utf8(leaves[index] ?? '')), index, proof.size, path, large.root);
    }
    const { path } = await fixture.handlers.consistency(call({ from: 3 }));
    const growth = { firstSize: 3, first: small.root, secondSize: 603, second: large.root };
    verifyConsistency(
      growth,
      path.map((node) => fromBase64url(node, 32)),
    );
    const old = await fixture.handlers.inclusion({ ...call({ size: 3 }), params: { index: 1 } });
    const oldPath = old.path.map((node) => fromBase64url(node, 32));
    verifyAuditPath(leafHash(utf8(leaves[1] ?? '')), 1, 3, oldPath, small.root);
  });

  test('proves nothing of leaves and sizes that are not there', async () => {
    const inclusion = (index: number, size?: number) =>
      fixture.handlers.inclusion({ ...call(size === undefined ? {} : { size }), params: { index } });
    await expect(inclusion(603)).rejects.toThrow(code('not_found'));
    await expect(inclusion(3, 3)).rejects.toThrow(code('not_found'));
    await expect(inclusion(0, 604)).rejects.toThrow(code('not_found'));
    await expect(fixture.handlers.consistency(call({ from: 0, to: 3 }))).rejects.toThrow(code('request_invalid'));
    await expect(fixture.handlers.consistency(call({ from: 4, to: 3 }))).rejects.toThrow(code('request_invalid'));
    await expect(fixture.handlers.consistency(call({ from: 4, to: 604 }))).rejects.toThrow(code('not_found'));
    expect(await fixture.handlers.leaves(call({ from: 603 }))).toEqual({ from: 603, leaves: [] });
    expect((await fixture.handlers.leaves(call({ from: 600, count: 2 }))).leaves).toHaveLength(2);
    const elsewhere = await fixture.member(await fixture.practice(), 'doctor');
    const theirs = await fixture.handlers.leaves({ ...call({}), session: elsewhere.session });
    expect(theirs.leaves).toEqual([]);
  });

  test('gives a number to a leaf that is committed after later ones', async () => {
    await begin();
    const { promise: inserted, resolve: tell } = Promise.withResolvers<undefined>();
    const { promise: go, resolve } = Promise.withResolvers<undefined>();
    const late = fixture.store.inPractice(practice, async (tx) => {
      await appendLeaf(tx, practice, { kind: 'read', scope: newId() }, fixture.dependencies);
      tell(undefined);
      await go;
    });
    await inserted;
    await append(2);
    expect(await numberLeaves(fixture.store, signer, practice)).toBe(2);
    resolve(undefined);
    await late;
    expect(await numberLeaves(fixture.store, signer, practice)).toBe(1);
    const { leaves } = await fixture.handlers.leaves(call({}));
    expect(leaves.map((leaf) => (JSON.parse(leaf) as { kind: string }).kind)).toEqual(['lookup', 'lookup', 'read']);
  });

  test('records nothing of what is rolled back', async () => {
    await begin();
    const rolledBack = fixture.store.inPractice(practice, async (tx) => {
      await appendLeaf(tx, practice, { kind: 'read' }, fixture.dependencies);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(await numberLeaves(fixture.store, signer, practice)).toBe(0);
  });

  test('has no gap and no leaf twice when two servers number it while many write', async () => {
    await begin();
    const writing = new AbortController();
    const sequencer = async () => {
      while (!writing.signal.aborted) await numberLeaves(fixture.store, signer, practice);
    };
    const sequencers = [sequencer(), sequencer()];
    await Promise.all(Array.from({ length: 60 }, () => append(5)));
    writing.abort();
    await Promise.all(sequencers);
    while ((await numberLeaves(fixture.store, signer, practice)) > 0);
    const { leaves } = await fixture.handlers.leaves(call({}));
    expect(leaves).toHaveLength(300);
    expect(new Set(leaves).size).toBe(300);
    const { root, size } = parseCheckpoint(parseNote((await fixture.handlers.checkpoint(call({}))).note).text);
    expect(size).toBe(300);
    expect(plain(root)).toEqual(plain(buildTree(leaves.map((leaf) => leafHash(utf8(leaf)))).root));
  });

  test('cannot be changed or emptied by a statement', async () => {
    await begin();
    await append(2);
    await numberLeaves(fixture.store, signer, practice);
    for (const change of [`UPDATE audit_leaf SET leaf = '{}'`, 'DELETE FROM audit_leaf']) {
      await expect(fixture.store.inPractice(practice, (tx) => tx.query(change))).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  test('counts by member and day what the vaults count too', () => {
    const [member, other, scope] = [newId(), newId(), newId()];
    const at = (time: number, leaf: object) => JSON.stringify({ id: newId(), time, ...leaf });
    const day = Date.UTC(2026, 10, 22);
    expect(
      countByDay([
        at(day, { kind: 'read', member, scope }),
        at(day + 86_399_999, { kind: 'lookup', member, count: 3 }),
        at(day + 86_400_000, { kind: 'read', member, scope }),
        at(day, { kind: 'write', member: other, scope }),
        at(day, { kind: 'read_history', member: other, scope }),
        at(day, { kind: 'sign_in', member: other }),
      ]).toSorted((a, b) => a.opened + a.searched - b.opened - b.searched),
    ).toEqual([
      { day: '2026-11-23', member, opened: 1, searched: 0 },
      { day: '2026-11-22', member, opened: 1, searched: 3 },
      { day: '2026-11-22', member: other, opened: 1, searched: 12 },
    ]);
  });
});
