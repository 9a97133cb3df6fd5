import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScenarioResult } from '../theft.ts';
import { guessWithKeys, keyless, attackersGroup } from '../system/guess-with-keys.ts';
import { loadStolenIndex } from '../system/stolen-index.ts';
import { writeKeylessIndex } from '../system/keyless-index.ts';
import { nirSpace } from '../baseline-2021/nir-space.ts';
import { searchNirs, type SearchResult } from '../baseline-2021/nir-search.ts';
import { numberOf } from '../baseline-2021/nir-hasher.ts';
import type { CheckContext } from './context.ts';
import { searchForPeople } from './search-for-people.ts';

/** The departments of the leaked laboratories, as the newspapers of 2021 named them. */
const named = ['56', '27', '45', '22'];

/** T8: everything that the checker's host serves. */
export async function runT8(context: CheckContext): Promise<ScenarioResult> {
  const { trial, manifest, guesses, findable, now, say } = context;
  say('T8  The files of 2021: bare SHA-256 of the same people’s numbers, reversed on all cores');
  const then = await reverseFingerprints(context);
  say('T8  The published files: searched in every spelling, and guessed for every person');
  const started = now();
  const index = await loadStolenIndex(trial.published, manifest);
  const guessed = await guessWithKeys(attackersGroup, index, guesses, keyless);
  const read = await searchForPeople(context, [trial.published], 'the published files');
  const undefended = await attackKeylessIndex(context);
  const defended = new Set([...guessed, ...read.persons]);
  return {
    bound: 0,
    alarmBy: null,
    remarks: [describeSpeed(then, findable.size), read.remark],
    result: {
      id: 'T8',
      stolen: 'the checker’s files',
      tried: `${guesses.length} known identities and every spelling in ${(read.bytes / 1e6).toFixed(1)} MB`,
      then: then.persons.size,
      undefended: undefended.size,
      defended: defended.size,
      of: findable.size,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

/** Defence off: the same people, sealed under a function that anyone can compute. */
async function attackKeylessIndex({ manifest, guesses, findable }: CheckContext): Promise<Set<number>> {
  const directory = await mkdtemp(join(tmpdir(), 'etanche-keyless-'));
  try {
    const leaked = guesses.filter(({ person }) => findable.has(person));
    const keylessManifest = await writeKeylessIndex(directory, manifest, leaked);
    const index = await loadStolenIndex(directory, keylessManifest);
    return (await guessWithKeys(attackersGroup, index, guesses, keyless)).intersection(findable);
  } finally {
    await rm(directory, { recursive: true });
  }
}

type BaselineSearch = SearchResult & { readonly persons: ReadonlySet<number> };

/**
 * The data that the checker of 2021 published about the same people, and how many of them are found by trying numbers.
 */
async function reverseFingerprints({
  trial,
  findable,
  size,
  searchSeconds,
  now,
}: CheckContext): Promise<BaselineSearch> {
  const byNumber = new Map<string, number[]>();
  for (const person of trial.demonstration.people) {
    if (!findable.has(person.id)) continue;
    const number = numberOf(person.nir.slice(0, 10), Number(person.nir.slice(10)));
    byNumber.set(number, [...(byNumber.get(number) ?? []), person.id]);
  }
  const fingerprints = [...byNumber.keys()].map((number) => createHash('sha256').update(number).digest('hex'));
  const options = { space: nirSpace(named), fingerprints, workers: size.workers, seconds: searchSeconds, now };
  const result = await searchNirs(options);
  return { ...result, persons: new Set(result.found.flatMap((number) => byNumber.get(number) ?? [])) };
}

function describeSpeed(then: BaselineSearch, of: number): string {
  const { tried, perSecond, wholeSpaceSeconds, persons } = then;
  const share = ((100 * tried) / (perSecond * wholeSpaceSeconds)).toFixed(2);
  return (
    `baseline: ${persons.size} of ${of} numbers recovered from their fingerprints after ${share} % of the space, at ` +
    `${(perSecond / 1e6).toFixed(1)} million a second; the whole space takes ${(wholeSpaceSeconds / 3600).toFixed(1)} h on this machine`
  );
}
