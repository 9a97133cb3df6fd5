import { fromRecordId, sha256, utf8 } from '@etanche/core-wire';
import { idsByPrefix } from '@etanche/records-client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createImportIds } from '../src/write/import-ids.ts';

const evaluate = (input: Uint8Array<ArrayBuffer>) =>
  Promise.resolve(Uint8Array.from([...sha256(input), ...sha256(input)]));
const ids = await createImportIds(sha256(utf8('index secret')), evaluate);
const records = ids.records('b'.repeat(25) + 'a');

test('a holder of the index secret reads the content tag and time of a version from its record id', async () => {
  const anyTime = fc.integer({ min: 0, max: 0xffffffff });
  await fc.assert(
    fc.asyncProperty(
      fc.string(),
      fc.string(),
      anyTime,
      fc.integer({ min: 1, max: 9 }),
      async (name, text, time, version) => {
        const tag = await records.tagOf(text, time);
        const id = await records.version(name, version, tag);
        const stored = idsByPrefix([id]);
        expect(await records.find(name, version, stored)).toEqual({ id, tag });
        expect(await records.find(`${name}x`, version, stored)).toBeNull();
        expect(await records.find(name, version + 1, stored)).toBeNull();
      },
    ),
  );
});

test('a record id does not show the time without the index secret', async () => {
  const tag = await records.tagOf('text', 1_700_000_000);
  const bytes = fromRecordId(await records.version('name', 1, tag));
  expect(new DataView(bytes.buffer).getUint32(7)).not.toBe(1_700_000_000);
  const other = await createImportIds(sha256(utf8('another secret')), evaluate);
  expect(await other.records('b'.repeat(25) + 'a').version('name', 1, tag)).not.toBe(
    await records.version('name', 1, tag),
  );
});

test('names and identifiers of any length have ids, and different ones have different ids', async () => {
  const keysOf = (family: string) => ({
    name: ['', 'p1'],
    facts: [['traits', '1980-01-01', 'female', 'ana', family]],
    isCertain: true,
  });
  const long = 'x'.repeat(70_000);
  for (const idsOf of [
    (family: string) => ids.scopes(keysOf(family)),
    (family: string) => ids.journalKeys(keysOf(family)),
  ]) {
    expect(await idsOf(long)).toEqual(await idsOf(long));
    expect(await idsOf(long)).not.toEqual(await idsOf(`${long}y`));
  }
  const source = { ...keysOf('x'), name: ['', long] };
  expect(await ids.scopes(source)).not.toEqual(await ids.scopes({ ...source, name: ['', `${long}y`] }));
});

test('a scope needs an evaluation, and a journal key does not', async () => {
  const keys = { name: ['', '1'], facts: [['identifier', 'urn:ipp|7', '', 'female']], isCertain: true };
  const refusing = await createImportIds(sha256(utf8('index secret')), () => Promise.reject(new Error('no vault')));
  expect(await refusing.journalKeys(keys)).toEqual(await ids.journalKeys(keys));
  await expect(refusing.scopes(keys)).rejects.toThrow('no vault');
  const [certain, doubtful] = [await ids.scopes(keys), await ids.scopes({ ...keys, isCertain: false })];
  expect([certain.length, new Set(doubtful).size]).toEqual([1, 8]);
  expect(await ids.journalKeys({ ...keys, isCertain: false })).toEqual([]);
});
