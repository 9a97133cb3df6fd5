import { randomBytes } from 'node:crypto';
import { practicePurposes } from '@etanche/core-vault-protocol';
import { toRecordId } from '@etanche/core-wire';
import { beforeEach, describe, expect, test } from 'vitest';
import { createOutputMemory, type OutputStore } from '../src/index.ts';
import {
  forgetMember,
  forgetPasskey,
  outputLifetimeMs,
  openStoredOutputs,
  type OutputOwner,
} from '../src/session/stored-outputs.ts';
import { createWatchedStore, type WatchedStore } from './support/watched-store.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const identity = () => ({ practice: toRecordId(random(16)), member: toRecordId(random(16)), hash: random(32) });
const start = 1_790_000_000_000;
const input = random(32);
const output = random(64);

let now: number;
let watched: WatchedStore;
let store: OutputStore;
let whose: ReturnType<typeof identity>;
let passkey: OutputOwner;
beforeEach(() => {
  now = start;
  watched = createWatchedStore();
  ({ store } = watched);
  whose = identity();
  passkey = { prf: random(32), credential: 'credential-of-a-passkey', purposes: practicePurposes };
});

const open = (owner = passkey, member = whose, outputStore = store) =>
  openStoredOutputs({ now: () => now, random, outputStore }, owner, member);
async function keptOnce(at = now): Promise<void> {
  const outputs = await open();
  await outputs.store('scope', input, output, at);
}

describe('a stored output', () => {
  test('is found after a later unlock, only under its own purpose and input', async () => {
    await keptOnce();
    now += 3_600_000;
    const later = await open();
    expect(await later.find('scope', input)).toEqual(output);
    expect(await later.find('agenda', input)).toBeNull();
    expect(await later.find('scope', random(32))).toBeNull();
  });

  test('of another purpose than those of its owner is neither stored nor found', async () => {
    await keptOnce();
    const lists = await open({ ...passkey, purposes: ['agenda'] });
    await lists.store('search', input, output, start);
    await lists.store('agenda', input, output, start);
    expect(await lists.find('agenda', input)).toEqual(output);
    expect(await lists.find('scope', input)).toBeNull();
    const all = await open();
    expect(await all.find('scope', input)).toEqual(output);
    expect(await all.find('search', input)).toBeNull();
  });

  test('expires exactly 24 hours after it was counted, in the same session or a later one', async () => {
    await keptOnce();
    const outputs = await open();
    now = start + outputLifetimeMs - 1;
    expect(await outputs.find('scope', input)).toEqual(output);
    now += 1;
    expect(await outputs.find('scope', input)).toBeNull();
    // The row with the latest time that the device saw remains.
    expect(await watched.rows()).toHaveLength(1);
    now += outputLifetimeMs + 3_600_000;
    await store.removeUntil(now);
    expect(await watched.rows()).toHaveLength(0);
  });

  test('keeps its age if it is restored from an old copy of the device', async () => {
    await keptOnce();
    const copy = await watched.rows();
    now += outputLifetimeMs;
    await (await open()).find('scope', input);
    for (const row of copy) await store.put({ ...row, dropAfter: now + 10 * outputLifetimeMs });
    const again = await open();
    expect(await again.find('scope', input)).toBeNull();
    expect(await watched.rows()).toHaveLength(1);
  });

  test.each([3 * 60_000, 3_600_000, 23 * 3_600_000])('is deleted if the clock is set back by %i ms', async (back) => {
    await keptOnce();
    now = start + 23.5 * 3_600_000;
    expect(await (await open()).find('scope', input)).toEqual(output);
    now -= back;
    expect(await (await open()).find('scope', input)).toBeNull();
    now += back;
    expect(await (await open()).find('scope', input)).toBeNull();
  });

  test('is not extended by a clock that is set back by small steps', async () => {
    await keptOnce();
    now = start + outputLifetimeMs - 60_000;
    const outputs = await open();
    expect(await outputs.find('scope', input)).toEqual(output);
    now += 30_000;
    expect(await outputs.find('scope', input)).toEqual(output);
    now = start + outputLifetimeMs - 1000;
    await outputs.find('scope', input);
    now = start + outputLifetimeMs;
    expect(await outputs.find('scope', input)).toBeNull();
    await outputs.store('scope', input, output, start);
    now -= 60_000;
    expect(await outputs.find('scope', input)).toBeNull();
  });

  test('that was counted in the future is not used', async () => {
    await keptOnce(start + 10 * outputLifetimeMs);
    expect(await (await open()).find('scope', input)).toBeNull();
  });
});

describe('an unauthorised reader', () => {
  test('with another member, practice, seed or passkey finds no output', async () => {
    await keptOnce();
    const others = [
      await open({ ...passkey, prf: random(32) }),
      await open(passkey, { ...whose, member: toRecordId(random(16)) }),
      await open(passkey, { ...whose, practice: toRecordId(random(16)) }),
      await open(passkey, { ...whose, hash: random(32) }),
    ];
    for (const outputs of others) expect(await outputs.find('scope', input)).toBeNull();
  });

  test('on another device with copied rows finds no output', async () => {
    await keptOnce();
    const elsewhere = createOutputMemory();
    for (const row of await watched.rows()) await elsewhere.put(row);
    expect(await (await open(passkey, whose, elsewhere)).find('scope', input)).toBeNull();
  });

  test('who copies the disk sees rows of one size under random ids, and no input or output', async () => {
    const outputs = await open();
    const inputs = [random(32), random(32)];
    await outputs.store('scope', inputs[0] ?? input, output, start);
    await outputs.store('search', inputs[1] ?? input, random(64), start);
    const rows = await watched.rows();
    expect(new Set(rows.map(({ sealed }) => sealed.length))).toEqual(new Set([100]));
    expect(new Set(rows.map(({ dropAfter }) => dropAfter % 3_600_000))).toEqual(new Set([0]));
    const disk = Buffer.concat(rows.map(({ sealed }) => sealed));
    for (const secret of [...inputs, output]) expect(disk.includes(Buffer.from(secret))).toBe(false);
    expect(JSON.stringify(rows)).not.toContain(whose.member);
    expect(JSON.stringify(rows)).not.toContain(passkey.credential);
  });

  test('who swaps rows only makes them unusable', async () => {
    const outputs = await open();
    const other = random(32);
    await outputs.store('scope', input, output, start);
    await outputs.store('scope', other, random(64), start);
    const rows = await watched.rows();
    for (const [i, row] of rows.entries()) {
      await store.put({ ...row, sealed: rows[(i + 1) % rows.length]?.sealed ?? row.sealed });
    }
    const swapped = await open();
    expect(await swapped.find('scope', input)).toBeNull();
    expect(await swapped.find('scope', other)).toBeNull();
  });
});

describe('deleting outputs', () => {
  test.each([
    ['of a member', () => forgetMember({ random, outputStore: store }, whose)],
    ['of a passkey', () => forgetPasskey({ random, outputStore: store }, passkey.credential)],
  ])('%s needs no passkey and spares a colleague on the same device', async (_, forget) => {
    await keptOnce();
    const colleague = { passkey: { ...passkey, prf: random(32), credential: 'another-credential' }, whose: identity() };
    const theirs = await open(colleague.passkey, { ...colleague.whose, practice: whose.practice });
    await theirs.store('scope', input, output, start);
    await forget();
    expect(await (await open()).find('scope', input)).toBeNull();
    expect(await theirs.find('scope', input)).toEqual(output);
  });
});
