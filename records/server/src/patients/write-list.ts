import { fromBase64url, utf8 } from '@etanche/core-wire';
import {
  routes,
  type AnswerOf,
  type BodyOf,
  type dataRoutes,
  type ListedWrite,
  type RecordsProblem,
  type RecordsProblemCode,
} from '@etanche/core-records-protocol';
import { problemDocument } from '@etanche/platform';
import type { Session } from '../http/handler.ts';
import { keepAll, requestHash, sealAnswer, storedAnswer, storedKey, type IdempotentWrite } from '../http/idempotent.ts';
import { refusalOf, toProblem } from '../http/problem-of.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { keptWrite } from './kept-answer.ts';
import { planWrite, type PlannedWrite } from './plan-write.ts';
import { claimAndLockAll } from './scope-statements.ts';
import { bytesOf, writePlanned, type LockedScope, type WriteDependencies } from './write-scope.ts';

type Written = AnswerOf<typeof dataRoutes.write>;
type Outcome = AnswerOf<typeof dataRoutes.writeList>['outcomes'][number];
type List = { readonly dependencies: WriteDependencies; readonly tx: Tx; readonly session: Session };
/** One write of a list, and its idempotency: that of the same write on the route for a single one. */
type Entry = ListedWrite & { readonly once: IdempotentWrite };
type PlannedEntry = Entry & { readonly plan: PlannedWrite };
type Locked = ReadonlyMap<string, LockedScope>;

/** Codes that concern every write of a list. */
const codesOfAll: ReadonlySet<RecordsProblemCode> = new Set<RecordsProblemCode>([
  'unauthenticated',
  'vaults_unreachable',
  'log_stopped',
  'store_unavailable',
  'overloaded',
  'internal_error',
]);

/**
 * Writes several scopes of an importer in a transaction that the caller commits, each as if it were sent alone
 * (docs/protocol.md 8.6). If one is refused, all are rolled back and done again one by one, each behind a savepoint, so
 * that the refused one changes nothing and the others are written.
 *
 * @throws Refusal `request_invalid` if two writes have a scope or a key in common, `limit_reached` if the bytes of all
 *   exceed a limit; EtancheError `log_stopped`. The transaction must then be rolled back
 */
export async function writeList(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  { writes }: BodyOf<typeof dataRoutes.writeList>,
): Promise<AnswerOf<typeof dataRoutes.writeList>> {
  requireDistinct('scope', writes);
  requireDistinct('key', writes);
  const list: List = { dependencies, tx, session };
  const entries = writes.map((listed) => ({ ...listed, once: idempotencyOf(list, listed) }));
  await tx.query('SAVEPOINT list');
  const locked = await claim(list, entries);
  const outcomes = new Map<string, Outcome>();
  const planned: PlannedEntry[] = [];
  for (const entry of entries.toSorted((a, b) => (a.scope < b.scope ? -1 : 1))) {
    const { scope, write } = entry;
    const outcome = await outcomeOf(async () => {
      if (!locked.has(scope)) return repeatedAnswer(list, entry);
      const clock = { now: dependencies.now(), mostMs: dependencies.clockMs };
      planned.push({ ...entry, plan: planWrite(session, scope, write, clock) });
      return null;
    });
    if (outcome !== null) outcomes.set(scope, outcome);
  }
  // All together and before the first write: a restart of the transaction counts none of them twice.
  const bytes = planned.reduce((sum, { plan }) => sum + bytesOf(plan), 0);
  dependencies.bytes.takeIn(session, bytes);
  const isRefused = planned.length < locked.size;
  if (isRefused || !(await writeTogether(list, planned, locked, outcomes))) {
    await tx.query('ROLLBACK TO SAVEPOINT list');
    for (const entry of planned) outcomes.set(entry.scope, await writeAlone(list, entry));
  }
  return { outcomes: writes.map(({ scope }) => outcomes.get(scope) ?? {}) };
}

/** @returns false if one was refused; what was written must then be rolled back */
async function writeTogether(
  list: List,
  planned: readonly PlannedEntry[],
  locked: Locked,
  outcomes: Map<string, Outcome>,
): Promise<boolean> {
  const written: { readonly entry: PlannedEntry; readonly answer: Written }[] = [];
  for (const entry of planned) {
    const outcome = await outcomeOf(async () => {
      written.push({ entry, answer: await writeLocked(list, entry, locked) });
      return null;
    });
    if (outcome !== null) return false;
  }
  await keepAnswers(list, written);
  for (const { entry, answer } of written) outcomes.set(entry.scope, { written: answer });
  return true;
}

async function writeAlone(list: List, entry: PlannedEntry): Promise<Outcome> {
  const { tx } = list;
  await tx.query('SAVEPOINT one');
  const outcome = await outcomeOf(async () => {
    const locked = await claim(list, [entry]);
    if (locked.size === 0) return repeatedAnswer(list, entry);
    const answer = await writeLocked(list, entry, locked);
    await keepAnswers(list, [{ entry, answer }]);
    return answer;
  });
  if (outcome?.problem !== undefined) await tx.query('ROLLBACK TO SAVEPOINT one');
  return outcome ?? {};
}

function writeLocked({ dependencies, tx, session }: List, entry: PlannedEntry, locked: Locked): Promise<Written> {
  return writePlanned(dependencies, tx, session, entry.scope, entry.plan, locked.get(entry.scope));
}

/**
 * Claims the keys of writes and locks their scopes.
 *
 * @returns the scopes of writes that were not done before
 */
async function claim({ tx, session, dependencies }: List, entries: readonly Entry[]): Promise<Locked> {
  const { practice, member } = session;
  const rows = await rowsOf<LockedScope & { readonly scope: string }>(tx, claimAndLockAll, [
    ...[practice, member],
    entries.map(({ once }) => storedKey(once)),
    entries.map(({ once }) => once.request),
    dependencies.now(),
    entries.map(({ scope }) => scope),
  ]);
  return new Map(rows.map((row) => [row.scope, row]));
}

async function keepAnswers(
  { dependencies, tx, session }: List,
  written: readonly { readonly entry: Entry; readonly answer: Written }[],
): Promise<void> {
  const sealed = written.map(({ entry: { scope, write, once }, answer }) =>
    sealAnswer(once, keptWrite(dependencies.freshness, session, scope, write.head).shorten(answer)),
  );
  const keys = written.map(({ entry }) => storedKey(entry.once));
  await rowsOf(tx, keepAll, [session.practice, session.member, keys, sealed]);
}

async function repeatedAnswer({ dependencies, tx, session }: List, { scope, write, once }: Entry): Promise<Written> {
  return keptWrite(dependencies.freshness, session, scope, write.head).restore(await storedAnswer(tx, once));
}

/**
 * The outcome of a step for one write; null if the step has none yet.
 *
 * @throws errors that concern every write of the list
 */
async function outcomeOf(step: () => Promise<Written | null>): Promise<Outcome | null> {
  try {
    const written = await step();
    return written === null ? null : { written };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || codesOfAll.has(refusal.code)) throw error;
    return { problem: problemDocument(toProblem(refusal)) as RecordsProblem };
  }
}

function idempotencyOf({ session, dependencies }: List, { scope, key, write }: ListedWrite): IdempotentWrite {
  const url = routes.write.path.replace('{scope}', scope);
  return {
    ...{ practice: session.practice, member: session.member, key: fromBase64url(key, 16), at: dependencies.now() },
    request: requestHash('write', url, utf8(JSON.stringify(write))),
  };
}

function requireDistinct(name: 'scope' | 'key', writes: readonly ListedWrite[]): void {
  if (new Set(writes.map((listed) => listed[name])).size === writes.length) return;
  throw new Refusal('request_invalid', { detail: `a ${name} is there twice` });
}
