import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { argon2id, createLookup, publishedDirectory, type Question } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import { nobleGroup } from '@etanche/core-oprf';
import { checkTerm, type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId, type KeySet } from '@etanche/core-vault-protocol';
import { toBase64url, type Bytes } from '@etanche/core-wire';
import {
  readAnswer,
  deriveEntryKey,
  encodeEntry,
  findAddress,
  sealedEntry,
  signManifest,
} from '@etanche/core-sealed-index';
import { syntheticPeople, type Person } from '@etanche/demo';
import { createVaultClient, timerSleep } from '@etanche/vault-client';
import type { BenchRun } from '../bench-run.ts';
import { runFederation, type RunningFederation } from '../children/run-federation.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { openKeySet } from '../open-key-set.ts';
import { random } from '../random.ts';
import { generateIndex } from './generated-index.ts';
import { generatedManifest } from './generated-manifest.ts';

type Index = { readonly name: string; readonly entries: number; readonly directory: string };
type Prepared = Index & {
  readonly manifest: Manifest;
  readonly fileBytes: number;
  /** The first `leaked` of them are in the index. */
  readonly people: readonly Person[];
  /** The vaults' outputs for them. */
  readonly outputs: readonly Bytes[];
};
type Times = {
  readonly answerMs: number;
  /** The part for reading, verifying and opening the bucket. */
  readonly bucketMs: number;
};

/** Real people of each index, and the number of people who are not in it. */
const leaked = 10;
const plaintextBytes = 16;

/** How an answer grows with the index: the bytes of a bucket, and the time of a lookup through real vaults. */
export async function measureGrowth(run: BenchRun): Promise<Section> {
  await using vaults = await runFederation(run, 'growth', { vaults: 3, threshold: 2 }, {});
  const indexes: Prepared[] = [];
  for (const entries of run.sizes.growth) {
    run.say(`growth: an index of ${entries} entries`);
    const directory = join(run.directory, `growth-${entries}`);
    indexes.push(await prepareIndex(vaults, { name: `growth-${entries}`, entries, directory }));
  }
  run.say('growth: lookups');
  const times = await lookUpAll(indexes);
  for (const { directory } of indexes) await rm(directory, { recursive: true });
  return {
    name: 'growth',
    title: 'Growth: a bucket and an answer as the index grows',
    figures: growthFigures(indexes, times),
    notes: [
      `The indexes are generated: ${leaked} entries in each are sealed under outputs of the vaults, the others are random`,
      'bytes of the same length in files of the same format; millions of evaluations were not performed.',
      `An answer is one anonymous lookup without stretching, by the page’s cryptography in this process: two vaults, one`,
      `bucket from the disk. Medians of ${2 * leaked}, half of them people who are not in the index; every answer is checked.`,
    ],
  };
}

async function prepareIndex(vaults: RunningFederation, index: Index): Promise<Prepared> {
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
  const owners = keySet.shares.map((share) => ({
    index: share.index,
    owner: 'Essai, une seule personne',
    jurisdiction: 'FR',
  }));
  const manifest = generatedManifest(index.name, index.entries, keySet, geometry, owners);
  // Rejects a manifest that breaks a rule.
  await signManifest(manifest, vaults.keys.signing.privateKey, toBase64url(vaults.keys.signing.publicKey));
  return { ...index, manifest, fileBytes, people: adults, outputs };
}

async function evaluate(keySet: KeySet, id: string, people: readonly Person[]) {
  const inputs = await Promise.all(
    people.map(async ({ nir, birthDate }) => checkTerm(id, 'nir', nirIdentifier(nir, birthDate), null, argon2id)),
  );
  const { fetch } = globalThis;
  const options = { group: nobleGroup, random, fetch, now: Date.now, sleep: timerSleep };
  return createVaultClient({ ...options, keySet, hedgeMs: null, timeoutMs: 30_000 }).evaluate(inputs);
}

/** One lookup in each index in turn, so that a slow moment of the machine affects all of them. */
async function lookUpAll(indexes: readonly Prepared[]): Promise<Times[]> {
  const all = indexes.map((index) => ({
    index,
    ask: openLookup(index),
    whole: [] as number[],
    bucket: [] as number[],
  }));
  // One warm-up round: otherwise the first index would pay for compiling the code of all.
  for (const { index, ask } of all) await lookUp(index, ask, 0);
  for (let i = 0; i < 2 * leaked; i++) {
    for (const { index, ask, whole, bucket } of all) {
      const { answerMs, bucketMs } = await lookUp(index, ask, i);
      whole.push(answerMs);
      bucket.push(bucketMs);
    }
  }
  return all.map(({ whole, bucket }) => ({ answerMs: median(whole), bucketMs: median(bucket) }));
}

type Ask = ReturnType<typeof createLookup>;

function openLookup({ manifest, directory }: Prepared): Ask {
  return createLookup({
    ...{ manifest, read: publishedDirectory(directory), group: nobleGroup, random, fetch: globalThis.fetch },
    ...{ now: Date.now, patienceSeconds: 0, waiting: () => undefined },
  });
}

async function lookUp({ people, outputs, manifest, directory }: Prepared, ask: Ask, i: number): Promise<Times> {
  const person = people[i];
  const output = outputs[i];
  if (person === undefined || output === undefined) throw new RangeError(`no person ${i}`);
  const question: Question = { kind: 'nir', identifiers: [nirIdentifier(person.nir, person.birthDate)] };
  const from = performance.now();
  const given = await ask(question);
  const between = performance.now();
  if ((given.answer === 'found') !== i < leaked) throw new Error(`lookup ${i} gave the wrong answer`);
  const place = await findAddress(manifest, output);
  await readAnswer(manifest, [place], [await publishedDirectory(directory)(place.path)]);
  return { answerMs: between - from, bucketMs: performance.now() - between };
}

function growthFigures(indexes: readonly Prepared[], times: readonly Times[]): Figure[] {
  const [smallest] = indexes;
  const [least] = times;
  if (smallest === undefined || least === undefined) return [];
  const named = (entries: number) => `${entries.toLocaleString('en-GB')} entries`;
  const peer = (value: number) => ({ name: `at ${named(smallest.entries)}`, value });
  return indexes.flatMap(({ entries, fileBytes, manifest }, i) => {
    const { answerMs, bucketMs } = times[i] ?? { answerMs: NaN, bucketMs: NaN };
    const padding = manifest.buckets.entries * manifest.buckets.count - entries;
    return [
      factor(
        { what: `bucket, ${named(entries)}`, value: fileBytes / 1000, unit: 'kB' },
        peer(smallest.fileBytes / 1000),
      ),
      share({ what: '  padding in all buckets', value: padding, unit: '' }, { name: 'entries', value: entries }),
      factor({ what: `answer, ${named(entries)}`, value: answerMs, unit: 'ms' }, peer(least.answerMs)),
      factor({ what: '  its bucket read, verified, opened', value: bucketMs, unit: 'ms' }, peer(least.bucketMs)),
    ];
  });
}
