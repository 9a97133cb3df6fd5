import { KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { toBase64url } from '@etanche/core-wire';
import type { Caller, RouteName, routes } from '@etanche/core-records-protocol';
import { createLogger } from '@etanche/platform';
import type { BinaryDependencies } from '../../src/attachments/binaries.ts';
import type { BlobStore } from '../../src/attachments/blob-store.ts';
import { openDirectoryStore } from '../../src/attachments/directory-store.ts';
import { ByteQuota, type BytesPerDay } from '../../src/patients/byte-quota.ts';
import { Canaries } from '../../src/search/canaries.ts';
import { dataDefaults } from '../../src/data/data-config.ts';
import { dataHandlers } from '../../src/data/data-handlers.ts';
import { DataMetrics } from '../../src/data/data-metrics.ts';
import { FreshnessSigner } from '../../src/patients/freshness.ts';
import { createPostingKeys } from '../../src/search/posting-keys.ts';
import type { Answer, Call, Session } from '../../src/http/handler.ts';
import { Refusal } from '../../src/http/refusal.ts';
import type { IdempotentWrite } from '../../src/http/idempotent.ts';
import type { Store, Tx } from '../../src/store/store.ts';
import { addPractice, newId, random, startTestStore, type TestStore } from './store.ts';
import { makeKey, type TestKey } from './test-key.ts';

/** A member of a practice with their own signing key. */
export type TestMember = { readonly session: Session; readonly key: TestKey };

export type DataFixture = AsyncDisposable & {
  readonly test: TestStore;
  readonly store: Store;
  readonly dependencies: BinaryDependencies;
  readonly handlers: Plain<ReturnType<typeof dataHandlers>>;
  readonly server: TestKey;
  readonly registry: Registry;
  /** Members whom a canary had frozen. */
  readonly frozen: string[];
  /** Erasures of which the vaults were given notice. */
  readonly noticed: string[];
  /** Lines of the log. */
  readonly lines: string[];
  practice(): Promise<string>;
  member(practice: string, ...roles: Caller[]): Promise<TestMember>;
};

/** The handlers over a real store, and a directory of blobs. */
export async function startDataFixture(
  options: {
    readonly now?: () => number;
    readonly blobs?: BlobStore;
    readonly perDay?: BytesPerDay;
    readonly patientsPerDay?: number;
    readonly reportsPerDay?: number;
    readonly vaultsAway?: () => boolean;
  } = {},
) {
  await using building = new AsyncDisposableStack();
  const test = building.use(await startTestStore());
  const directory = await mkdtemp(join(tmpdir(), 'etanche-blobs-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const server = await makeKey();
  const registry = new Registry();
  const frozen: string[] = [];
  const noticed: string[] = [];
  const lines: string[] = [];
  const { store } = test;
  const now = options.now ?? Date.now;
  const metrics = new DataMetrics(registry);
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'test', level: 'info', now, destination });
  const freeze = async (_practice: string, member: string) => {
    frozen.push(member);
    return Promise.resolve();
  };
  const canaries = new Canaries({ key: random(32), logger, metrics, freeze, now, random });
  const freshness = new FreshnessSigner(
    { signer: KeyObject.from(server.privateKey), publicKey: server.publicKey },
    now,
  );
  const blobs = options.blobs ?? openDirectoryStore(directory);
  const { bytesPerDay, blockBytes } = dataDefaults;
  const bytes = new ByteQuota({ store, perDay: options.perDay ?? bytesPerDay, blockBytes, now });
  const postings = createPostingKeys(random(32), random);
  const { patientsPerDay = dataDefaults.patientsPerDay, reportsPerDay = dataDefaults.reportsPerDay } = options;
  const dependencies: BinaryDependencies = {
    ...{
      store,
      freshness,
      canaries,
      bytes,
      postings,
      patientsPerDay,
      reportsPerDay,
      clockMs: dataDefaults.clockMs,
      metrics,
      logger,
      now,
      random,
      blobs,
      uploads: 4,
    },
    noticeErasure: (_practice, erasure) => {
      if (options.vaultsAway?.() === true) return Promise.reject(new Refusal('vaults_unreachable'));
      noticed.push(erasure);
      return Promise.resolve();
    },
  };
  const all = building.move();
  const fixture: DataFixture & { readonly directory: string } = {
    ...{ test, store, dependencies, server, registry, frozen, noticed, lines, directory },
    handlers: plain(store, dataHandlers(dependencies)),
    practice: async () => {
      const practice = newId();
      await addPractice(store, practice);
      return practice;
    },
    member: (practice, ...roles) => addWriter(store, practice, roles),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
  return fixture;
}

type Plain<All> = {
  readonly [Name in keyof All & RouteName]: (
    call: Call<(typeof routes)[Name]>,
  ) => Promise<Answer<(typeof routes)[Name]>>;
};
type AnyCall = { readonly session: Session };
type AnyHandler =
  | ((call: AnyCall) => Promise<unknown>)
  | { readonly inTransaction: (tx: Tx, call: AnyCall) => Promise<() => unknown> };

/** Handlers as functions, whose sessions are what a test says: those that work in a transaction begin one. */
function plain<All extends object>(store: Store, handlers: All): Plain<All> {
  const run = (handler: AnyHandler) => async (call: AnyCall) => {
    if (typeof handler === 'function') return handler(call);
    const answer = await store.inPractice(call.session.practice, (tx) => handler.inTransaction(tx, call));
    return answer();
  };
  const entries = Object.entries(handlers) as [string, AnyHandler][];
  return Object.fromEntries(entries.map(([name, handler]) => [name, run(handler)])) as unknown as Plain<All>;
}

/** A member whom the chain knows by a key that signs records. */
async function addWriter(store: Store, practice: string, roles: readonly Caller[]): Promise<TestMember> {
  const [member, key] = [newId(), await makeKey()];
  await store.inPractice(practice, async (tx) => {
    await tx.query(
      `INSERT INTO member (practice, member, name, roles, status, keys, created_at)
        VALUES ($1, $2, 'Alice', $3, 'active', $2, 0)`,
      [practice, member, roles],
    );
    await tx.query(
      `INSERT INTO member_keys (practice, member, keys, statement, auth, author, grant_key, sealing, registered_at)
        VALUES ($1, $2, $2, 's', 'a', $3, 'g', 's', 0)`,
      [practice, member, key.publicKey],
    );
    await tx.query(
      `INSERT INTO chain_member (practice, member, roles, status, auth, keys, emergency)
        VALUES ($1, $2, $3, 'active', 'a', $2, false)`,
      [practice, member, roles],
    );
  });
  const session: Session = { practice, session: newId(), member, roles, status: 'active', passkey: null };
  return { session, key };
}

/** A write that has not been sent before. */
export function once({ practice, member }: Session): IdempotentWrite {
  return { practice, member, key: random(16), request: random(32), at: Date.now() };
}

/** Every leaf that waits or has a number, in the order of insertion. */
export async function leavesOf(store: Store, practice: string): Promise<Record<string, unknown>[]> {
  return store.inPractice(practice, async (tx) => {
    const { rows } = await tx.query<{ leaf: string }>(
      `SELECT leaf FROM (SELECT leaf, 0 AS waits, number AS place FROM audit_leaf WHERE practice = $1
        UNION ALL SELECT leaf, 1, entry FROM audit_waiting WHERE practice = $1) l ORDER BY waits, place`,
      [practice],
    );
    return rows.map(({ leaf }) => JSON.parse(leaf) as Record<string, unknown>);
  });
}

export function bytes32(): string {
  return toBase64url(random(32));
}
