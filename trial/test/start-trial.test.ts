import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLookup, publishedDirectory } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import { nobleGroup } from '@etanche/core-oprf';
import { verifyManifest } from '@etanche/core-sealed-index';
import { EmbeddedPostgres, freePorts } from '@etanche/platform';
import { startTrial, threePeople, type Trial, type TrialOptions } from '@etanche/trial';

const injected = inject('testServer');
const server = 'url' in injected ? injected.url : null;
const random = (length: number) => Uint8Array.from(randomBytes(length));
let directory: string;
let options: TrialOptions;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-trial-'));
  const [a = 0, b = 0, c = 0, site = 0] = await freePorts(4);
  options = {
    directory,
    databaseServer: server,
    databasePrefix: `trial_${randomBytes(4).toString('hex')}`,
    vaults: 3,
    threshold: 2,
    ports: { vaults: [a, b, c], site },
    seed: 'trial',
    people: 300,
    kinds: ['nir', 'code'],
    ceiling: null,
    stretch: null,
    vaultConfig: { logLevel: 'silent' },
    workers: 1,
    now: Date.now,
    random,
    step: () => undefined,
    report: () => undefined,
    logger: undefined,
  };
});
afterAll(async () => {
  if (server === null) await EmbeddedPostgres.remove({ directory: join(directory, 'postgres') });
  await rm(directory, { recursive: true });
});

async function ask(trial: Trial): Promise<string[]> {
  const manifest = await verifyManifest(
    await readFile(join(trial.published, 'manifest.json')),
    trial.trust,
    Date.now(),
  );
  const lookup = createLookup({
    ...{ manifest, group: nobleGroup, random, fetch, now: Date.now, patienceSeconds: 0, waiting: () => undefined },
    read: publishedDirectory(trial.published),
  });
  const answers: string[] = [];
  for (const person of threePeople('trial', trial.demonstration.people, trial.demonstration.truth)) {
    const nir = person.nir.replaceAll(' ', '').slice(0, 13);
    const birthDate = person.birthDate.split('/').reverse().join('-');
    const { answer } = await lookup({ kind: 'nir', identifiers: [nirIdentifier(nir, birthDate)] });
    answers.push(`${person.who}: ${answer}`);
  }
  return answers;
}

const expected = ['leaked: found', 'not_leaked: not_found', 'child: found'];

test('the three people to try get their answers, and a second start publishes nothing again', async () => {
  {
    await using trial = await startTrial(options);
    expect(trial.summary.alreadyPublished).toBe(false);
    expect(await ask(trial)).toEqual(expected);
    expect(await (await fetch(trial.site.url)).text()).toContain('<html');
  }
  const before = await readFile(join(directory, 'published', 'manifest.json'), 'utf8');
  await using again = await startTrial(options);
  expect(again.summary.alreadyPublished).toBe(true);
  expect(await ask(again)).toEqual(expected);
  expect(await readFile(join(directory, 'published', 'manifest.json'), 'utf8')).toBe(before);
});

test('only its owner can read the files of a trial', async () => {
  for (const name of ['operator.age', 'operator.passphrase']) {
    expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
  }
  expect((await stat(directory)).mode & 0o077).toBe(0);
  expect(await readdir(join(directory, 'published'))).not.toContain('operator.age');
});
