import {
  createRecordsData,
  signIn,
  tracedFetch,
  type RecordsData,
  type Span,
  type RecordsClient,
} from '@etanche/records-client';
import type { PatientTraits } from '@etanche/records-fhir';
import type { BenchPractice } from './bench-practice.ts';
import type { PlainClient } from './plain-client.ts';
import { splitOf, type Split } from './spans.ts';

/** One session on its own device, with its recorded spans. */
type TracedSession = { readonly client: RecordsClient; readonly data: RecordsData; readonly spans: Span[] };

/** Milliseconds of each call, and their parts. */
export type Calls = { readonly times: readonly number[]; readonly splits: readonly Split[] };
export type Pair = { readonly sealed: Calls; readonly plain: Calls };

export type Subjects = {
  /** The same people, sealed and plain: complete files, and the texts of searches. */
  readonly sealedFiles: readonly string[];
  readonly plainFiles: readonly string[];
  readonly resources: number;
  readonly typed: readonly string[];
};

export async function openTraced({ options, federation }: BenchPractice): Promise<TracedSession> {
  const spans: Span[] = [];
  const trace = { now: () => performance.now(), span: (span: Span) => void spans.push(span) };
  const urls = federation.vaults.map(({ url }) => url);
  const client = await signIn({
    ...options,
    environment: { ...options.environment, fetch: tracedFetch(options.environment.fetch, trace, urls) },
  });
  // Only one scope is cached, so that each opening evaluates; doctors do not open one patient repeatedly.
  const data = createRecordsData(client, {
    ...{ validate: null, freshnessSeconds: 300, keptScopes: 1, rebases: 1 },
    trace,
  });
  return { client, data, spans };
}

/** Sealed and plain calls alternate, so that both run under the same conditions. */
export async function measureOpenings(
  { data, spans }: TracedSession,
  plain: PlainClient,
  { sealedFiles, plainFiles, resources }: Subjects,
  count: number,
): Promise<Pair> {
  return takeTurns(count, spans, {
    sealed: async (i) => (await data.patients.open(at(sealedFiles, i))).resources().length,
    plain: (i) => plain.open(at(plainFiles, i)),
    expected: resources,
  });
}

export async function measureSearches(
  { data, spans }: TracedSession,
  plain: PlainClient,
  { typed }: Subjects,
  count: number,
): Promise<Pair> {
  const found = async (i: number) => {
    const answer = await data.patients.search(at(typed, i));
    return answer.answer === 'found' ? 1 : 0;
  };
  return takeTurns(count, spans, {
    sealed: found,
    plain: async (i) => ((await plain.search(at(typed, i))).length > 0 ? 1 : 0),
    expected: 1,
  });
}

type Turns = {
  readonly sealed: (turn: number) => Promise<number>;
  readonly plain: (turn: number) => Promise<number>;
  /** The expected answer of each call; another answer would invalidate the measurement. */
  readonly expected: number;
};

const warmTurns = 5;

async function takeTurns(count: number, spans: Span[], { sealed, plain, expected }: Turns): Promise<Pair> {
  const both = { sealed: emptyCalls(), plain: emptyCalls() };
  for (let turn = -warmTurns; turn < count; turn++) {
    for (const [calls, call] of [
      [both.sealed, sealed],
      [both.plain, plain],
    ] as const) {
      spans.length = 0;
      const start = performance.now();
      const answer = await call(turn + warmTurns);
      const end = performance.now();
      if (answer !== expected) throw new Error(`${answer} where ${expected} were expected`);
      if (turn < 0) continue;
      calls.times.push(end - start);
      calls.splits.push(splitOf(spans, start, end));
    }
  }
  return both;
}

function emptyCalls(): { times: number[]; splits: Split[] } {
  return { times: [], splits: [] };
}

/** The text of a search: a birth date and the first letter of the name. */
export function typedFor({ birthDate, birthFamilyName, usedFamilyName }: PatientTraits): string | null {
  const name = usedFamilyName ?? birthFamilyName;
  if (birthDate?.length !== 10 || name === null) return null;
  const [year, month, day] = birthDate.split('-');
  return `${day} ${month} ${year} ${name.slice(0, 1)}`;
}

function at<T>(items: readonly T[], turn: number): T {
  const item = items[turn % items.length];
  if (item === undefined) throw new Error('nothing to measure');
  return item;
}
