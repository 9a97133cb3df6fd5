import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64url } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runImport, workDirectory, type OperatorKeys, type Progress } from '../src/index.ts';
import { openAnswers } from './support/answers.ts';
import { writePeopleFile } from './support/people-file.ts';
import { makeKeys, makeRequest } from './support/request.ts';
import { startVaults, type TestVaults } from './support/vaults.ts';

let directory: string;
let file: string;
let keys: OperatorKeys;
let vaults: TestVaults;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-refusals-'));
  file = join(directory, 'people.csv');
  writePeopleFile(file, 300);
  keys = await makeKeys();
  vaults = await startVaults(toBase64url(keys.signing.publicKey));
});

afterAll(async () => {
  await vaults.close();
  rmSync(directory, { recursive: true, force: true });
});

const coded = (code: string) => expect.objectContaining({ code }) as Error;
const request = (out: string, index: string, parts: Partial<Parameters<typeof makeRequest>[0]> = {}) =>
  makeRequest({
    files: [file],
    out: join(directory, out),
    keys,
    federation: vaults.federation,
    ...parts,
    leak: { index, ...parts.leak },
  });

/** Stops an import by an error in its report function, at the first report of a step. */
function stopAt(step: string) {
  return (progress: Progress) => {
    if (progress.step === step) throw new Error('stopped by the test');
  };
}

describe('an import refuses', () => {
  test('an import is refused while another one uses its directory', async () => {
    const others: Promise<unknown>[] = [];
    const first = await request('locked', 'locked', {
      report: () => {
        if (others.length > 0) return;
        const second = request('locked', 'locked').then(runImport);
        others.push(second.catch((error: unknown) => error));
      },
    });
    await runImport(first);
    expect(await Promise.all(others)).toEqual([coded('directory_locked')]);
  });

  test('an import rejects other inputs for a version that was started, and accepts them for the next version', async () => {
    await expect(runImport(await request('changed', 'changed', { report: stopAt('evaluate') }))).rejects.toThrow();
    const other = join(directory, 'other.csv');
    writePeopleFile(other, 301);
    const changed = { files: [other] };
    await expect(runImport(await request('changed', 'changed', changed))).rejects.toThrow(coded('inputs_changed'));
    const stretched = { stretch: { algorithm: 'argon2id', memoryKiB: 64, passes: 1, lanes: 1 } } as const;
    await expect(runImport(await request('changed', 'changed', stretched))).rejects.toThrow(coded('inputs_changed'));
    const next = await runImport(await request('changed', 'changed', { ...changed, leak: { version: 2 } }));
    expect(next).toMatchObject({ version: 2, people: 301, alreadyPublished: false });
  });

  test('an import rejects other inputs for a published version', async () => {
    expect(await runImport(await request('done', 'done'))).toMatchObject({ people: 300 });
    const other = join(directory, 'more.csv');
    writePeopleFile(other, 302);
    await expect(runImport(await request('done', 'done', { files: [other] }))).rejects.toThrow(coded('inputs_changed'));
    expect(await runImport(await request('done', 'done'))).toMatchObject({ alreadyPublished: true, people: 300 });
  });

  test('an import fails for an operator unknown to the vaults', async () => {
    const stranger = await makeKeys();
    const refused = runImport(await request('stranger', 'stranger', { keys: stranger }));
    await expect(refused).rejects.toThrow(coded('vaults_refused'));
  });

  test('an import rejects altered working files', async () => {
    await expect(runImport(await request('altered', 'altered', { report: stopAt('evaluate') }))).rejects.toThrow();
    const terms = workDirectory(join(directory, 'altered')).terms;
    const [name = ''] = readdirSync(terms);
    const bytes = readFileSync(join(terms, name));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(join(terms, name), bytes);
    await expect(runImport(await request('altered', 'altered'))).rejects.toThrow(coded('work_damaged'));
  });

  test('an import rejects a file that identifies no person', async () => {
    const empty = join(directory, 'empty.csv');
    writeFileSync(empty, 'NIR;Nom\n;DUPONT\n123;MARTIN\n');
    await expect(runImport(await request('empty', 'empty', { files: [empty] }))).rejects.toThrow(
      coded('nothing_to_index'),
    );
  });
});

describe('vaults that fail', () => {
  test('a log that was truncated by a crash is continued after its last complete record', async () => {
    let batches = 0;
    const report = ({ step }: Progress) => {
      if (step === 'evaluate' && ++batches > 1) throw new Error('stopped by the test');
    };
    await expect(runImport(await request('cut', 'cut', { report }))).rejects.toThrow();
    appendFileSync(workDirectory(join(directory, 'cut')).log, Buffer.alloc(700, 1));
    expect(await runImport(await request('cut', 'cut'))).toMatchObject({ people: 300, entries: 600 });
    const ask = await openAnswers(join(directory, 'cut'));
    expect(await ask({ kind: 'nir', identifiers: ['1500175101001/1950-01-15'] })).toMatchObject({ answer: 'found' });
  });

  test('an import stops when too few vaults answer, and resumes when they are back', async () => {
    let stopped = false;
    const waits: string[] = [];
    const report = (progress: Progress) => {
      if (progress.waiting !== undefined) waits.push(progress.waiting);
      if (progress.step !== 'evaluate' || progress.done < 256 || stopped) return;
      stopped = true;
      for (const vault of vaults.vaults.slice(0, 2)) void vault.close();
    };
    const parts = { report, patienceSeconds: 2 };
    await expect(runImport(await request('down', 'down', parts))).rejects.toThrow(coded('vaults_unavailable'));
    expect(waits.join(' ')).toContain('unreachable');
    await vaults.restart();
    expect(await runImport(await request('down', 'down', parts))).toMatchObject({ people: 300, entries: 600 });
  });

  // The last test: a vault is down afterwards.
  test('an import is not delayed by one vault of three being down', async () => {
    let stopped = false;
    const report = (progress: Progress) => {
      // Key sets are opened at all vaults; from the first batch on, two are enough.
      if (progress.step !== 'evaluate' || progress.done === 0 || stopped) return;
      stopped = true;
      void vaults.vaults[2]?.close();
    };
    expect(await runImport(await request('one', 'one', { report }))).toMatchObject({ entries: 600, cosignatures: 2 });
  });
});
