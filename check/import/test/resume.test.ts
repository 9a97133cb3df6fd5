import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nirIdentifier } from '@etanche/core-identifiers';
import { toBase64url } from '@etanche/core-wire';
import { categories } from '@etanche/intake';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeOperatorKeys, openOperatorKeys, runImport, workDirectory, type OperatorKeys } from '../src/index.ts';
import { readAge } from './support/age.ts';
import { categoriesOf, openAnswers } from './support/answers.ts';
import { runChild, type ChildJob } from './support/child.ts';
import { marker, writePeopleFile, type Made } from './support/people-file.ts';
import { lock, makeRequest, random } from './support/request.ts';
import { startVaults, type TestVaults } from './support/vaults.ts';

const bits = new Map<string, number>(categories.map(({ key, bit }) => [key, bit]));
const count = inject('isNightly') ? 700 : 520;
/** Numbers of evaluated terms at which an import is killed: among the numbers, then among the codes. */
const kills = inject('isNightly') ? [200, 700, 1100] : [200, 1000];
let directory: string;
let file: string;
let people: Made[];
let keyFile: Uint8Array;
let keys: OperatorKeys;
let vaults: TestVaults;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-resume-'));
  file = join(directory, 'people.csv');
  people = writePeopleFile(file, count);
  keyFile = await makeOperatorKeys(lock, random);
  keys = await openOperatorKeys(keyFile, lock);
  vaults = await startVaults(toBase64url(keys.signing.publicKey));
});

afterAll(async () => {
  await vaults.close();
  rmSync(directory, { recursive: true, force: true });
});

function job(name: string, index: string): ChildJob {
  const out = join(directory, name);
  const leak = { index, version: 1 };
  return { files: [file], out, keyFile: Buffer.from(keyFile).toString('base64'), federation: vaults.federation, leak };
}

async function codesOf(out: string): Promise<string[]> {
  const lines = (await readAge(workDirectory(out).letters, keys.identity)).split('\r\n').slice(1, -1);
  return lines.map((line) => line.slice(0, 21)).sort();
}

/** Every file under a directory that contains the text in one of several encodings. */
function filesWith(root: string, text: string): string[] {
  const forms = [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('hex'))];
  for (let shift = 0; shift < 3; shift++) {
    // For each of the three alignments of base64, the part that does not depend on neighbouring bytes.
    const whole = Buffer.from(`${'x'.repeat(shift)}${text}`).toString('base64');
    forms.push(Buffer.from(whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6))));
  }
  return namesUnder(root).filter((name) => {
    const content = readIfThere(join(root, name));
    return content !== null && forms.some((form) => content.includes(form));
  });
}

/** Paths of everything in a directory; a running import may delete a folder while it is listed. */
function namesUnder(root: string, folder = ''): string[] {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries.flatMap((entry) => {
      const name = join(folder, entry.name);
      return entry.isDirectory() ? [name, ...namesUnder(root, name)] : [name];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A running import may rename or delete a file between listing and reading; returns null for a missing file. */
function readIfThere(path: string): Buffer | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

describe('an import that is killed with kill -9', () => {
  const moments = ['read 0', 'merge 0', ...kills.map((done) => `evaluate ${done}`), 'write 0', 'publish 0'];

  test('an import that was killed at any step resumes with the same command and gives the same answers and codes', async () => {
    const killed = job('killed', 'killed');
    const reached: string[] = [];
    for (const moment of moments) {
      const [step, least] = moment.split(' ');
      const { killedAt, errors } = await runChild(killed, (line) => {
        const [at, done] = line.split(' ');
        return at === step && Number(done) >= Number(least);
      });
      expect(errors).toBe('');
      if (killedAt !== null) reached.push(killedAt.split(' ')[0] ?? '');
    }
    expect(reached).toEqual(moments.map((moment) => moment.split(' ')[0]));
    const end = await runChild(killed, () => false);
    expect(end.errors).toBe('');
    expect(end.summary).toMatchObject({ people: count, entries: 2 * count, alreadyPublished: false });

    const ask = await openAnswers(killed.out);
    for (const { nir, birthDate, blood } of people) {
      const found = categoriesOf(await ask({ kind: 'nir', identifiers: [nirIdentifier(nir, birthDate)] }), bits);
      expect(found?.includes('blood-group')).toBe(blood);
    }
    const codes = await codesOf(killed.out);
    for (const code of codes.slice(0, 50)) {
      expect(await ask({ kind: 'code', identifiers: [code] })).toMatchObject({ answer: 'found' });
    }
    const { files, out, federation, leak } = killed;
    const again = await runImport(await makeRequest({ files, out, keys, federation, leak }));
    expect(again).toMatchObject({ alreadyPublished: true, entries: 2 * count });
    expect(await codesOf(killed.out)).toEqual(codes);
  });

  test('a resumed import only repeats the evaluations that were in flight', async () => {
    const used = (await vaults.unitsUsed('check/killed.1')) + (await vaults.unitsUsed('check-code/killed.1'));
    const needed = 2 * 2 * count;
    // Each of these kills interrupted evaluations, with at most two batches of 256 in flight at two vaults.
    expect(used).toBeGreaterThanOrEqual(needed);
    expect(used).toBeLessThanOrEqual(needed + kills.length * 2 * 256 * 2);
  });
});

describe('the files of an import', () => {
  test('no plain text is on disk during and after an import, and core dumps are disabled', async () => {
    expect(filesWith(directory, marker)).toEqual(['people.csv']);
    const watched = job('watched', 'watched');
    const seen = new Set<string>();
    const leaked: string[] = [];
    const limits: string[] = [];
    const end = await runChild(
      watched,
      () => false,
      (pid, line) => {
        const [step = ''] = line.split(' ');
        if (seen.has(step)) return;
        seen.add(step);
        leaked.push(...filesWith(directory, marker), ...filesWith(directory, people[3]?.nir ?? ''));
        // The last line is written just before the exit, when the process may already be gone.
        if (step === 'summary') return;
        const filter = readFileSync(`/proc/${pid}/coredump_filter`, 'latin1').trim();
        // A process that has ended has no memory, and so no filter.
        if (filter === '') return;
        limits.push(filter);
        limits.push(/^Max core file size +(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.[1] ?? '');
      },
    );
    expect(end.errors).toBe('');
    expect([...seen]).toEqual(['fingerprint', 'read', 'merge', 'evaluate', 'write', 'publish', 'summary']);
    expect(new Set(leaked)).toEqual(new Set(['people.csv']));
    expect(new Set(limits)).toEqual(new Set(['00000000', '0']));
    expect(new Set(filesWith(directory, marker))).toEqual(new Set(['people.csv']));
    const kept = readdirSync(workDirectory(watched.out).root).sort();
    expect(kept).toEqual([
      '.lock',
      'letters.csv.age',
      'manifest.json',
      'rejects.ndjson.age',
      'state.json',
      'trust.json',
    ]);
  });

  test('only the owner can read the files of an import, except for the published ones', () => {
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const work = workDirectory(join(directory, 'watched'));
    expect([work.root, work.letters, work.rejects, work.state].map(mode)).toEqual(['700', '600', '600', '600']);
    expect(mode(join(directory, 'watched', 'manifest.json'))).toBe('644');
  });
});
