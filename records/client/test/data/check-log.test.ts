import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemory, verifyLogProof, type LogCheck, type Memory, type RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

type Answer = Record<string, unknown>;

let practice: DataPractice;
let doctor: RecordsData;
let memory: Memory;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  await doctor.patients.create(patient('Journal', 'Odile', '1961-02-03'));
  await doctor.patients.create(patient('Journal', 'Paule', '1962-02-03'));
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(() => {
  memory = createMemory();
});

const reading = { signal: new AbortController().signal, onProgress: () => undefined };
const federation = () => practice.doctor.client.practice.federation;
const through = (path: RegExp, change: (answer: Answer, url: URL) => unknown) =>
  onDevice(practice.colleague, lyingFetch(path, change), memory);

/** A check once the server has a cosigned checkpoint. */
async function check(data: RecordsData): Promise<LogCheck> {
  return expect
    .poll(() =>
      data.checkLog(reading).catch((error: unknown) => {
        if ((error as { reason?: string }).reason === 'unavailable') return null;
        throw error;
      }),
    )
    .not.toBeNull()
    .then(() => data.checkLog(reading));
}
const grow = async (): Promise<void> => {
  await doctor.patients.create(patient('Suivant', 'Rose', '1963-02-03'));
};

describe('a check of the whole log', () => {
  test('is intact, reports its progress, and says since when on the same device', async () => {
    const data = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(data);
    const seen: number[] = [];
    const first = await data.checkLog({ ...reading, onProgress: (read) => seen.push(read) });
    if (first.outcome !== 'intact') throw new Error(first.what);
    expect([seen[0], seen.at(-1)]).toEqual([0, first.size]);
    expect(first.vaults.length).toBeGreaterThanOrEqual(2);
    await grow();
    const later = await expect
      .poll(() => data.checkLog(reading))
      .toMatchObject({ outcome: 'intact', since: { size: expect.any(Number) as number } })
      .then(() => data.checkLog(reading));
    if (later.outcome !== 'intact') throw new Error(later.what);
    expect(later.since?.time).toBeGreaterThan(0);
  });

  test('is aborted between two answers', async () => {
    const data = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(data);
    const controller = new AbortController();
    const aborted = data.checkLog({
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('without a server that answers is no result', async () => {
    const away = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(away);
    const cut = await onDevice(
      practice.colleague,
      async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        if (url.includes('/audit/leaves')) throw new TypeError('unreachable');
        return fetch(input, init);
      },
      memory,
    );
    await expect(cut.checkLog(reading)).rejects.toMatchObject({ code: 'could_not_check', reason: 'unavailable' });
  });
});

describe('a log that was altered is found', () => {
  const leavesOf = (answer: Answer): string[] => answer['leaves'] as string[];
  test.for<[string, RegExp, (answer: Answer) => unknown, string]>([
    [
      'a changed line',
      /leaves$/,
      (answer) => ({ ...answer, leaves: leavesOf(answer).map((leaf) => leaf.replace(/"time":\d/u, '"time":9')) }),
      'lines',
    ],
    ['a line moved', /leaves$/, (answer) => ({ ...answer, leaves: leavesOf(answer).toReversed() }), 'lines'],
    ['a missing line', /leaves$/, (answer) => ({ ...answer, leaves: leavesOf(answer).slice(1) }), 'lines'],
    [
      'a checkpoint without cosignatures',
      /checkpoint$/,
      ({ note }) => ({ note: String(note).split('\n').slice(0, 5).join('\n') + '\n' }),
      'checkpoint',
    ],
    [
      'another checkpoint',
      /checkpoint$/,
      ({ note }) => ({ note: String(note).replace(/\n\d+\n/, '\n1\n') }),
      'checkpoint',
    ],
  ])('%s', async ([, path, change, what]) => {
    await check(await onDevice(practice.colleague, globalThis.fetch, memory));
    expect(await (await through(path, change)).checkLog(reading)).toEqual({ outcome: 'changed', what });
  });

  test('another past than the one that this device checked', async () => {
    const data = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(data);
    const key = `audit-check/${practice.doctor.client.practice.id}`;
    const kept = JSON.parse((await memory.get(key)) ?? '') as Answer;
    await memory.set(key, JSON.stringify({ ...kept, root: 'A'.repeat(43) }));
    expect(await data.checkLog(reading)).toEqual({ outcome: 'changed', what: 'past' });
    // The kept state is not replaced by the one that contradicts it.
    expect(await data.checkLog(reading)).toEqual({ outcome: 'changed', what: 'past' });
  });

  test('a proof of growth that the server refuses', async () => {
    const data = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(data);
    await grow();
    const lied = await through(/consistency$/, (answer) => ({ ...answer, path: [] }));
    await expect.poll(() => lied.checkLog(reading)).toEqual({ outcome: 'changed', what: 'growth' });
  });
});

describe('a kept proof', () => {
  async function kept(): Promise<string> {
    const data = await onDevice(practice.colleague, globalThis.fetch, memory);
    await check(data);
    const result = await data.checkLog(reading);
    if (result.outcome !== 'intact') throw new Error(result.what);
    return JSON.stringify(result.proof);
  }

  test('is verified with the vaults’ keys alone', async () => {
    const proven = await verifyLogProof(await kept(), federation());
    expect(proven).toMatchObject({ practice: practice.doctor.client.practice.id, since: expect.any(Number) as number });
    expect(proven.vaults.length).toBeGreaterThanOrEqual(2);
  });

  test('is refused with other keys, another practice or size, or another text', async () => {
    const text = await kept();
    const { vaults, threshold } = federation();
    const [first] = vaults;
    const others = vaults.map((vault) => ({ ...vault, signingKey: first?.signingKey ?? '' }));
    await expect(verifyLogProof(text, { vaults: others, threshold })).rejects.toMatchObject({ code: 'note_refused' });
    const proof = JSON.parse(text) as Answer;
    const changed = (change: Answer): string => JSON.stringify({ ...proof, ...change });
    await expect(verifyLogProof(changed({ practice: 'a'.repeat(26) }), federation())).rejects.toMatchObject({
      code: 'note_invalid',
    });
    const grown = changed({ note: String(proof['note']).replace(/\n\d+\n/, '\n999999\n') });
    await expect(verifyLogProof(grown, federation())).rejects.toMatchObject({ code: 'note_refused' });
    await expect(verifyLogProof('no JSON', federation())).rejects.toThrow();
    const past = changed({ previous: { size: 1, root: 'A'.repeat(43), path: [] } });
    await expect(verifyLogProof(past, federation())).rejects.toMatchObject({ code: 'proof_invalid' });
  });
});

describe('lines of the log', () => {
  const all = { member: null, kinds: null, from: null, to: null };

  test('come newest first, by member, kind and time, and go on from where the answer ended', async () => {
    const { lines, size, next } = await doctor.logLines(all, null);
    expect(lines.map(({ index }) => index)).toEqual(Array.from(lines, (_, i) => size - 1 - i));
    expect(next).toBeNull();
    const by = await doctor.logLines({ ...all, kinds: ['write'], member: practice.doctor.client.session.member }, null);
    expect(by.lines.length).toBeGreaterThan(0);
    expect(by.lines.every(({ leaf }) => leaf.kind === 'write')).toBe(true);
    const rest = await doctor.logLines(all, 3);
    expect(rest.lines.map(({ index }) => index)).toEqual([2, 1, 0]);
    // Other sessions may add lines meanwhile.
    const newest = lines[0]?.leaf.time ?? 0;
    const later = newest + 86_400_000;
    expect((await doctor.logLines({ ...all, from: later }, null)).lines).toEqual([]);
    const before = await doctor.logLines({ ...all, to: newest + 1 }, null);
    expect(before.lines.length).toBeGreaterThanOrEqual(lines.length);
    expect(before.lines.every(({ leaf }) => leaf.time <= newest)).toBe(true);
  });

  test('that are malformed or of another range are not shown', async () => {
    const lied = await through(/leaves$/, (answer) => ({ ...answer, from: 7 }));
    await expect(lied.logLines(all, null)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    const broken = await through(/leaves$/, (answer) => ({
      ...answer,
      leaves: (answer['leaves'] as string[]).map(() => '{}'),
    }));
    await expect(broken.logLines(all, null)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });
});
