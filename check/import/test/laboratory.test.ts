import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nirIdentifier, parsePhone, personIdentifiers } from '@etanche/core-identifiers';
import { type Kind, type Trust } from '@etanche/core-check-protocol';
import { toBase64url } from '@etanche/core-wire';
import { laboratoryLike, syntheticPeople, writeLaboratoryFile, type LaboratoryTruth, type Person } from '@etanche/demo';
import { categories } from '@etanche/intake';
import type { LocalFederation } from '@etanche/vault-server';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  readPublishedTrust,
  runImport,
  sampleQuestions,
  verifyIndex,
  type ImportSummary,
  type OperatorKeys,
} from '../src/index.ts';
import { readAge } from './support/age.ts';
import { categoriesOf, openAnswers, type Ask } from './support/answers.ts';
import { makeKeys, makeRequest, sourceOf } from './support/request.ts';
import { startVaults } from './support/vaults.ts';

const bits = new Map<string, number>(categories.map(({ key, bit }) => [key, bit]));
const kinds: Kind[] = ['nir', 'code', 'email', 'phone', 'person'];
type Truth = LaboratoryTruth['people'][number];

let directory: string;
let file: string;
let vaults: LocalFederation;
let keys: OperatorKeys;
let people: Person[];
let truth: LaboratoryTruth;
let summary: ImportSummary;
let ask: Ask;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-laboratory-'));
  keys = await makeKeys();
  vaults = await startVaults(toBase64url(keys.signing.publicKey));
  people = syntheticPeople({ seed: 'import', count: inject('isNightly') ? 250 : 100 });
  file = join(directory, 'laboratoire.csv');
  truth = await writeLaboratoryFile(file, people, { seed: 'import', ...laboratoryLike, broken: 0.02 });
  const { federation } = vaults;
  const out = join(directory, 'out');
  summary = await runImport(await makeRequest({ files: [file], out, keys, federation, leak: { kinds } }));
  ask = await openAnswers(out);
});

afterAll(async () => {
  await vaults.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The union of the categories of all people who match. */
function together(has: (person: Truth) => boolean): string[] {
  const found = new Set(truth.people.filter(has).flatMap((person) => [...person.categories]));
  return [...bits.keys()].filter((key) => found.has(key));
}

async function found(kind: Kind, ...identifiers: string[]): Promise<string[] | null> {
  return categoriesOf(await ask({ kind, identifiers }), bits);
}

/** As read by a page: a number of Mayotte is the same with any country code. */
function canonicalPhone(phone: string): string {
  const parsed = parsePhone(phone, 'FR');
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.value;
}

const seen = () => truth.people.filter(({ rows }) => rows.length > 0);
const person = (id: number) => {
  const known = people[id];
  if (known === undefined) throw new Error(`person ${id} does not exist`);
  return known;
};
const namesOf = ({ birthName, usedName, givenNames, birthDate }: Person) => {
  const given = givenNames[0] ?? '';
  return personIdentifiers({ birthName, given, ...(usedName === null ? {} : { usedName }) }, birthDate);
};

describe('everybody in a laboratory’s file is found, with exactly the right categories', () => {
  test('people are found by the number, their own or a parent’s', async () => {
    for (const { nirs } of seen()) {
      for (const { nir, birthDate } of nirs) {
        const identifiers = [...new Set([nirIdentifier(nir, birthDate), nirIdentifier(nir, '')])];
        const same = (other: Truth['nirs'][number]) => other.nir === nir && ['', birthDate].includes(other.birthDate);
        const expected = together((other) => other.nirs.some(same));
        expect(await found('nir', ...identifiers)).toEqual(expected);
      }
    }
    expect(seen().some(({ person: id, nirs }) => person(id).nirHolder === 'parent' && nirs.length > 0)).toBe(true);
  });

  test('people are found by every e-mail address and telephone number', async () => {
    for (const { emails, phones } of seen()) {
      for (const email of emails) expect(await found('email', email)).toEqual(together((one) => one.emails.has(email)));
      for (const phone of phones) {
        expect(await found('phone', canonicalPhone(phone))).toEqual(together((one) => one.phones.has(phone)));
      }
    }
    expect(seen().some(({ phones }) => phones.size > 1)).toBe(true);
  });

  test('people are found by birth name and by used name', async () => {
    const dated = seen().filter(({ birthDateSeen }) => birthDateSeen);
    for (const { person: id } of dated) {
      for (const form of namesOf(person(id))) {
        const expected = together((other) => other.birthDateSeen && namesOf(person(other.person)).includes(form));
        expect(await found('person', form)).toEqual(expected);
      }
    }
    expect(dated.some(({ person: id }) => person(id).usedName !== null)).toBe(true);
  });

  test('people are found by the code on a letter', async () => {
    const letters = (await readAge(summary.lettersFile ?? '', keys.identity)).split('\r\n').slice(1, -1);
    expect(letters).toHaveLength(summary.people);
    const codes = letters.map((line) => line.slice(0, line.indexOf(';')));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^(?:[0-9A-Z]{4}-){4}[0-9A-Z]$/.test(code))).toBe(true);
    for (const code of codes) expect(await found('code', code)).not.toBeNull();
  });
});

describe('people who are not in the file', () => {
  test('strangers, and people with another’s birth date, are not found', async () => {
    const strangers = syntheticPeople({ seed: 'strangers', count: 40 });
    for (const { nir, birthDate, emails } of strangers) {
      expect(await found('nir', nirIdentifier(nir, birthDate), nirIdentifier(nir, ''))).toBeNull();
      for (const email of emails) expect(await found('email', `stranger-${email}`)).toBeNull();
    }
    const [first] = seen().filter(({ nirs }) => nirs.length > 0);
    expect(await found('nir', nirIdentifier(first?.nirs[0]?.nir ?? '', '1901-01-01'))).toBeNull();
    expect(await found('code', '0000-0000-0000-0000-0')).toBeNull();
  });
});

describe('counts, rejects and letters', () => {
  test('every row is counted: indexed, or rejected for a reason', () => {
    const rejected = summary.rejected.reduce((sum, { rows }) => sum + rows, 0);
    const rows = truth.people.reduce((sum, { rows: own }) => sum + own.length, 0);
    expect(summary.rows).toBe(truth.records);
    expect(rejected).toBe(truth.broken.length);
    expect(summary.rows - rejected).toBe(rows);
    const codes = new Set(truth.broken.map(({ code }) => code as string));
    expect(new Set(summary.rejected.map(({ reason }) => reason))).toEqual(codes);
  });

  test('rejected rows are in a file that only the operator can read', async () => {
    const lines = (await readAge(summary.rejectsFile ?? '', keys.identity)).trim().split('\n');
    const records = lines.map(
      (line) => JSON.parse(line) as { row: number; indexed: boolean; reasons: string[]; raw?: string },
    );
    const lost = records.filter(({ indexed }) => !indexed);
    expect(lost.map(({ row }) => row)).toEqual(truth.broken.map(({ number }) => number));
    expect(lost.every(({ raw }) => (raw ?? '').length > 0)).toBe(true);
    const stranger = await makeKeys();
    await expect(readAge(summary.rejectsFile ?? '', stranger.identity)).rejects.toThrow(Error);
  });

  test('twins with one number get a letter each', () => {
    const letters = seen().length;
    // A person counts twice if all rows lack number and birth date or the spelling differs; two people never count as
    // one.
    expect(summary.people).toBeGreaterThanOrEqual(letters);
    expect(summary.people).toBeLessThanOrEqual(Math.ceil(letters * 1.02));
  });
});

describe('verification from the outside', () => {
  const verify = (published: string, change: Partial<Trust> = {}) => {
    const trust = JSON.parse(readFileSync(summary.trustFile, 'utf8')) as Trust;
    const options = { now: () => Date.now(), fetch, report: () => undefined };
    return verifyIndex(published, { ...trust, ...change }, options);
  };
  const copy = (name: string) => {
    const to = join(directory, name);
    cpSync(summary.out, to, { recursive: true });
    return to;
  };

  test('verification accepts a published index', async () => {
    expect(await verify(summary.out)).toMatchObject({ buckets: 1, manifest: { count: summary.entries } });
  });

  test('trust.json next to the manifest has the keys that the page pins', async () => {
    const { trust, sha256 } = await readPublishedTrust(summary.out, fetch);
    expect(
      await verifyIndex(summary.out, trust, { now: () => Date.now(), fetch, report: () => undefined }),
    ).toBeTruthy();
    expect(trust).toEqual(JSON.parse(readFileSync(summary.trustFile, 'utf8')));
    const bytes = readFileSync(join(summary.out, 'trust.json'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });

  test('verification rejects an altered, truncated or missing bucket, and another operator’s or vaults’ keys', async () => {
    const altered = copy('altered');
    const bucket = readFileSync(join(altered, 'v1/b/0.bin'));
    writeFileSync(join(altered, 'v1/b/0.bin'), Buffer.from(bucket.map((byte, i) => (i === 999 ? byte ^ 1 : byte))));
    await expect(verify(altered)).rejects.toThrow(expect.objectContaining({ code: 'proof_invalid' }) as Error);
    writeFileSync(join(altered, 'v1/b/0.bin'), bucket.subarray(1));
    await expect(verify(altered)).rejects.toThrow(expect.objectContaining({ code: 'could_not_check' }) as Error);
    rmSync(join(altered, 'v1/b/0.bin'));
    await expect(verify(altered)).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error);
    const refused = expect.objectContaining({ code: 'could_not_check' }) as Error;
    const stranger = toBase64url((await makeKeys()).signing.publicKey);
    await expect(verify(summary.out, { operatorKey: stranger })).rejects.toThrow(refused);
    await expect(verify(summary.out, { vaultKeys: [stranger] })).rejects.toThrow(refused);
    await expect(verify(summary.out, { index: 'other' })).rejects.toThrow(refused);
  });

  test('a sample of the file gives the questions that its people would ask', async () => {
    const { manifest } = await verify(summary.out);
    let asked = 0;
    for await (const { questions } of sampleQuestions(await sourceOf(file), manifest, '2026-01-01')) {
      if (asked > 30) break;
      for (const question of questions) {
        asked++;
        expect(await ask(question)).toMatchObject({ answer: 'found' });
      }
    }
    expect(asked).toBeGreaterThan(30);
  });
});
