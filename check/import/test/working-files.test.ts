import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketNumber, parseBucketFile } from '@etanche/core-sealed-index';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgeFile } from '../src/operator/age-file.ts';
import { writeBucketFiles } from '../src/publish/bucket-files.ts';
import { EntryLog, readEntryLog } from '../src/publish/entry-log.ts';
import { csvLine } from '../src/operator/letters-file.ts';
import { readSpill, SpillWriter } from '../src/read/spill-file.ts';
import { encodePerson, encodeTerm, parsePeople, parseTerms } from '../src/read/spill-record.ts';
import { readAge } from './support/age.ts';
import { makeKeys, random } from './support/request.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-working-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
const file = (name: string) => join(directory, name);
const damaged = expect.objectContaining({ code: 'work_damaged' }) as Error;

describe('a spill file', () => {
  const key = random(32);
  const write = (name: string, records: readonly Buffer[]) => {
    const writer = new SpillWriter(file(name), key, name, random);
    for (const record of records) writer.write(record);
    writer.close();
  };

  test('a spill file returns the written records of any size', () => {
    const sizes = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_535, 65_536, 65_537, 200_000)),
    );
    fc.assert(
      fc.property(sizes, (lengths) => {
        const records = lengths.map((length, i) => Buffer.alloc(length, i + 1));
        write('whole', records);
        expect(readSpill(file('whole'), key, 'whole').equals(Buffer.concat(records))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('a spill file is rejected when it is truncated, extended, altered, renamed or of another key', () => {
    write('broken', [Buffer.alloc(70_000, 1), Buffer.alloc(70_000, 2), Buffer.alloc(10, 3)]);
    const good = readFileSync(file('broken'));
    const refuses = (bytes: Buffer) => {
      writeFileSync(file('broken'), bytes);
      expect(() => readSpill(file('broken'), key, 'broken')).toThrow(damaged);
    };
    const firstEnd = 16 + 4 + good.readUInt32BE(16);
    for (const end of [0, 10, 16, 20, firstEnd, good.length - 1]) refuses(good.subarray(0, end));
    for (const at of [0, 17, 30, firstEnd + 8, good.length - 1]) {
      refuses(Buffer.from(good.map((byte, i) => (i === at ? byte ^ 1 : byte))));
    }
    refuses(Buffer.concat([good, Buffer.alloc(30)]));
    writeFileSync(file('broken'), good);
    expect(() => readSpill(file('broken'), random(32), 'broken')).toThrow(damaged);
    expect(() => readSpill(file('broken'), key, 'other')).toThrow(damaged);
    expect(readSpill(file('broken'), key, 'broken')).toHaveLength(140_010);
  });

  test('parsing is the inverse of encoding records', () => {
    const person = {
      name: random(16),
      entry: { categories: (1n << 63n) | 5n, details: [{ id: 2, text: 'été' }] },
      identifiers: [{ kind: 'phone' as const, identifier: '+33612345678' }],
      letter: ['DUPONT; "x"', ''],
      lookFor: 'ab',
    };
    const term = { name: random(16), entry: person.entry, kind: 'code' as const, identifier: 'X' };
    expect([...parsePeople(Buffer.concat([encodePerson(person), encodePerson(person)]))]).toEqual([person, person]);
    expect([...parseTerms(Buffer.concat([encodeTerm(term), encodeTerm(term)]))]).toEqual([term, term]);
  });
});

describe('the log of entries', () => {
  test('the log of entries is truncated after its last complete record', async () => {
    const path = file('cut.log');
    const first = await EntryLog.open(path);
    await first.log.append(1, 2, random(80));
    await first.log.append(1, 3, random(40));
    await first.log.close();
    const whole = readFileSync(path);
    for (const tail of [Buffer.alloc(1), Buffer.alloc(500, 7), whole.subarray(0, 100)]) {
      appendFileSync(path, tail);
      const { log, done } = await EntryLog.open(path);
      await log.close();
      expect([...done]).toEqual(['1.2', '1.3']);
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
    writeFileSync(path, Buffer.from(whole.map((byte, i) => (i === 20 ? byte ^ 1 : byte))));
    const { log, done } = await EntryLog.open(path);
    await log.close();
    expect(done.size).toBe(0);
  });

  test('the log of entries does not mix batches of concurrent writers', async () => {
    const { log } = await EntryLog.open(file('many.log'));
    const batches = Array.from({ length: 40 }, (_, i) => random(40 * ((i % 5) + 1)));
    await Promise.all(batches.map((entries, i) => log.append(7, i, entries)));
    await log.close();
    const read = new Map<number, Buffer>();
    for await (const { batch, entries } of readEntryLog(file('many.log'))) read.set(batch, Buffer.from(entries));
    expect(batches.every((entries, i) => read.get(i)?.equals(entries) === true)).toBe(true);
  });
});

describe('bucket files', () => {
  test('bucket files contain every entry in its bucket, and padding that looks like entries', async () => {
    const { log } = await EntryLog.open(file('buckets.log'));
    const entries = random(40 * 3500);
    for (let i = 0; i < 14; i++) await log.append(0, i, entries.subarray(i * 10_000, (i + 1) * 10_000));
    await log.close();
    const plan = { log: file('buckets.log'), directory: file('built'), version: 4, plaintextBytes: 16, random };
    const { geometry, count } = await writeBucketFiles({ ...plan, report: () => undefined });
    expect(count).toBe(3500);
    expect(geometry.count).toBe(3);
    const found = [0, 1, 2].map((number) =>
      parseBucketFile(number, geometry, Uint8Array.from(readFileSync(file(`built/v4/b/${number}.bin`)))),
    );
    for (let offset = 0; offset < entries.length; offset += 40) {
      const entry = Buffer.from(entries.subarray(offset, offset + 40));
      expect(found[bucketNumber(entry, 3)]?.entries).toSatisfy((bytes: Uint8Array) =>
        Buffer.from(bytes).includes(entry),
      );
    }
    const last = found.map(({ entries: bytes }) => bytes.slice(-40, -32));
    expect(last.every((prefix, number) => bucketNumber(prefix, 3) === number)).toBe(true);
  });
});

describe('files for the operator', () => {
  test('files for the operator are complete under their final name, and open with the operator’s identity', async () => {
    const keys = await makeKeys();
    const age = new AgeFile(file('text.age'), keys.recipient);
    const lines = Array.from({ length: 20_000 }, (_, i) => `ligne ${i} été\n`);
    for (const line of lines) await age.write(line);
    await age.finish();
    expect(await readAge(file('text.age'), keys.identity)).toBe(lines.join(''));
  });

  test('writing to a missing directory fails and does not hang', async () => {
    const keys = await makeKeys();
    const age = new AgeFile(file('missing/text.age'), keys.recipient);
    await age.write('x');
    await expect(age.finish()).rejects.toThrow(Error);
  });

  test('cells with separators are quoted, and formulas are text', () => {
    expect(csvLine(['a', 'b;c', 'd"e', 'f\ng'])).toBe('a;"b;c";"d""e";"f\ng"\r\n');
    expect(csvLine(['=1+1', '+33', '-x', '@a', 'a=b'])).toBe("'=1+1;'+33;'-x;'@a;a=b\r\n");
  });
});
