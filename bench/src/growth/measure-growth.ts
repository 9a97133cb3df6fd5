import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { argon2id, createLookup, publishedDirectory, type Question } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import { nobleGroup } from '@etanche/core-oprf';
import { checkIndexId, checkTerm, toBase64url, type KeySet, type Manifest } from '@etanche/core-protocol';
import { answer, deriveEntryKey, encodeEntry, findPlace, sealedEntry, signManifest } from '@etanche/core-sealed-index';
import { leakDescription, syntheticPeople, type Person } from '@etanche/demo';
import { createVaultClient, timerSleep } from '@etanche/vault-client';
import type { BenchRun } from '../bench-run.ts';
import { runFederation, type RunningFederation } from '../children/run-federation.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { openKeySet } from '../open-key-set.ts';
import { random } from '../random.ts';
import { generateIndex } from './generated-index.ts';

type Index = { readonly name: string; readonly entries: number; readonly directory: string };
type Measured = { readonly entries: number; readonly fileBytes: number; readonly padding: number } & {
  readonly answerMs: number;
  /** Of it: reading, verifying and opening the bucket. */
  readonly bucketMs: number;
};

/** Real people of each index, and as many who are not in it. */
const leaked = 10;
const plaintextBytes = 16;
const dayMs = 86_400_000;

/** How an answer grows with the index: the bytes of a bucket, and the time of a lookup through real vaults. */
export async function measureGrowth(run: BenchRun): Promise<Section> {
  await using vaults = await runFederation(run, 'growth', { vaults: 3, threshold: 2 }, {});
  const measured: Measured[] = [];
  for (const entries of run.sizes.growth) {
    const directory = join(run.directory, `growth-${entries}`);
    await mkdir(directory);
    run.say(`growth: an index of ${entries} entries`);
    measured.push(await measureIndex(vaults, { name: `growth-${entries}`, entries, directory }));
    await rm(directory, { recursive: true });
  }
  return {
    name: 'growth',
    title: 'Growth: a bucket and an answer as the index grows',
    figures: growthFigures(measured),
    notes: [
      `The indexes are generated: ${leaked} entries in each are sealed under what the vaults answered, the others are random`,
      'bytes of the same length in files of the same rules; the evaluations of the millions were not made.',
      `An answer is one anonymous lookup without stretching, by the page’s cryptography in this process: two vaults, one`,
      `bucket from the disk. Medians of ${2 * leaked}, half of them people who are not in the index; every answer is checked.`,
    ],
  };
}

async function measureIndex(vaults: RunningFederation, index: Index): Promise<Measured> {
  const people = syntheticPeople({ seed: index.name, count: 200 });
  const adults = people.filter(({ nirHolder, twinId }) => nirHolder === 'own' && twinId === null).slice(0, 2 * leaked);
  const id = checkIndexId(index.name, 1);
  const keySet = await openKeySet(vaults, `check/${id}`, random(32));
  const outputs = await evaluate(keySet, id, adults);
  const plaintext = encodeEntry({ categories: 1n, details: [] }, plaintextBytes);
  const real = await Promise.all(
    outputs.slice(0, leaked).map(async (y) => sealedEntry(await deriveEntryKey(id, y), 0, plaintext)),
  );
  const plan = { ...index, version: 1, plaintextBytes, real, random };
  const { geometry, fileBytes } = await generateIndex(plan);
  const manifest = makeManifest(index, keySet, geometry);
  // Refuses a manifest that breaks a rule.
  await signManifest(manifest, vaults.keys.signing.privateKey, toBase64url(vaults.keys.signing.publicKey));
  const padding = geometry.entries * geometry.count - index.entries;
  const { answerMs, bucketMs } = await lookUp(manifest, index, adults, outputs);
  return { entries: index.entries, fileBytes, padding, answerMs, bucketMs };
}

async function evaluate(keySet: KeySet, id: string, people: readonly Person[]) {
  const inputs = await Promise.all(
    people.map(async ({ nir, birthDate }) => checkTerm(id, 'nir', nirIdentifier(nir, birthDate), null, argon2id)),
  );
  const { fetch } = globalThis;
  const options = { group: nobleGroup, random, fetch, now: Date.now, sleep: timerSleep };
  return createVaultClient({ ...options, keySet, hedgeMs: null, timeoutMs: 30_000 }).evaluate(inputs);
}

async function lookUp(
  manifest: Manifest,
  { directory }: Index,
  people: readonly Person[],
  outputs: readonly Uint8Array<ArrayBuffer>[],
): Promise<{ answerMs: number; bucketMs: number }> {
  const read = publishedDirectory(directory);
  const ask = createLookup({
    ...{ manifest, read, group: nobleGroup, random, fetch: globalThis.fetch, now: Date.now },
    ...{ patienceSeconds: 0, waiting: () => undefined },
  });
  const whole: number[] = [];
  const bucket: number[] = [];
  for (const [i, { nir, birthDate }] of people.entries()) {
    const question: Question = { kind: 'nir', identifiers: [nirIdentifier(nir, birthDate)] };
    // Once to warm up: the first index would pay for compiling what the others run.
    await ask(question);
    const from = performance.now();
    const given = await ask(question);
    whole.push(performance.now() - from);
    if ((given.answer === 'found') !== i < leaked) throw new Error(`lookup ${i} gave the wrong answer`);
    const begun = performance.now();
    const place = await findPlace(manifest, outputs[i] ?? new Uint8Array());
    await answer(manifest, [place], [await read(place.path)]);
    bucket.push(performance.now() - begun);
  }
  return { answerMs: median(whole), bucketMs: median(bucket) };
}

function makeManifest({ name, entries }: Index, keySet: KeySet, buckets: Manifest['buckets']): Manifest {
  const instant = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const { title, summary, controller, legalBasis, occurred, discovered, contact } = leakDescription('2099-01-01');
  return {
    format: 'etanche/v1/check-manifest',
    ...{ index: name, version: 1, keySets: [keySet], count: entries, buckets },
    issuedAt: instant(Date.now()),
    expiresAt: instant(Date.now() + dayMs),
    kinds: [{ kind: 'nir', keySet: keySet.id, stretch: null, withoutBirthDate: false }],
    leak: {
      ...{ title, summary, controller, legalBasis, occurred, discovered, contact },
      categories: [{ bit: 0, key: 'identity', name: { fr: 'Identité', en: 'Identity' } }],
      details: [],
    },
  };
}

function growthFigures(all: readonly Measured[]): Figure[] {
  const [smallest] = all;
  if (smallest === undefined) return [];
  const named = (entries: number) => `${entries.toLocaleString('en-GB')} entries`;
  const peer = (value: number) => ({ name: `at ${named(smallest.entries)}`, value });
  return all.flatMap(({ entries, fileBytes, padding, answerMs, bucketMs }) => [
    factor({ what: `bucket, ${named(entries)}`, value: fileBytes / 1000, unit: 'kB' }, peer(smallest.fileBytes / 1000)),
    share({ what: `  of all entries padding`, value: padding, unit: '' }, { name: 'real entries', value: entries }),
    factor({ what: `answer, ${named(entries)}`, value: answerMs, unit: 'ms' }, peer(smallest.answerMs)),
    factor({ what: `  its bucket read, verified, opened`, value: bucketMs, unit: 'ms' }, peer(smallest.bucketMs)),
  ]);
}
