import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { type SignedManifest } from '@etanche/core-check-protocol';
import { type KeySet, type VaultStatement } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { plaintextBytesFor, readPayload, signManifest } from '@etanche/core-sealed-index';
import { DirectoryLock } from '@etanche/platform';
import { fetchVaultStatements, timerSleep } from '@etanche/vault-client';
import { writeBucketFiles } from './publish/bucket-files.ts';
import { removeIfThere } from './durable-file.ts';
import { evaluateTerms } from './evaluate/evaluate-terms.ts';
import { fingerprintInputs } from './read/fingerprint.ts';
import { countTerms } from './merge/group-terms.ts';
import { ImportError } from './import-error.ts';
import type { ImportRequest } from './import-request.ts';
import { makeManifest } from './publish/make-manifest.ts';
import { mergePeople } from './merge/merge-people.ts';
import { importerRight, openKeySets, patienceOf } from './evaluate/open-key-sets.ts';
import { partitionCount } from './read/partitions.ts';
import { keepSignedManifest, publish, readSignedManifest } from './publish/publish.ts';
import { withPatience } from './evaluate/patience.ts';
import { readPeople } from './read/read-people.ts';
import { deriveRunKeys, type RunKeys } from './run-keys.ts';
import { readState, writeState, type Findings, type ImportState } from './state-file.ts';
import { summarize, type ImportSummary } from './summary.ts';
import { workDirectory, type WorkDirectory } from './work-directory.ts';

type Run = {
  readonly request: ImportRequest;
  readonly work: WorkDirectory;
  readonly keys: RunKeys;
  state: ImportState;
};
type Right = NonNullable<ImportState['right']>;

/**
 * Publishes an index, or resumes an earlier run of the same request, however it stopped.
 *
 * @throws ImportError, IntakeError, PlatformError `directory_locked`
 */
export async function runImport(request: ImportRequest): Promise<ImportSummary> {
  const work = workDirectory(request.out);
  mkdirSync(work.root, { recursive: true, mode: 0o700 });
  mkdirSync(request.out, { recursive: true });
  const lock = DirectoryLock.acquire(work.root);
  try {
    return await runLocked(request, work);
  } finally {
    lock.release();
  }
}

async function runLocked(request: ImportRequest, work: WorkDirectory): Promise<ImportSummary> {
  const keys = deriveRunKeys(request.keys, request.leak.index, request.leak.version);
  const run: Run = { request, work, keys, state: await openState(request, work, keys) };
  const findings = run.state.findings ?? (await readRowsOf(run));
  if (run.state.publishedAt !== undefined) return summarize(request, work, findings, await publishedManifest(work));
  const signed = (await readSignedManifest(work)) ?? (await build(run, findings));
  const cosignatures = await publish(request, work, signed, buildDirectory(work));
  await writeState(work.state, { ...run.state, publishedAt: request.now() });
  for (const path of [...personalFiles(work), work.log, buildDirectory(work)]) await removeIfThere(path);
  return summarize(request, work, findings, { manifest: readPayload(signed.payload), cosignatures });
}

/** The new or stored state of this request. @throws ImportError `inputs_changed` */
async function openState(request: ImportRequest, work: WorkDirectory, keys: RunKeys): Promise<ImportState> {
  const { leak, stretch, sources, report } = request;
  const found = await readState(work.state);
  const fingerprint = await fingerprintInputs(keys.fingerprint, sources, { leak, stretch }, report);
  if (found?.fingerprint === fingerprint) return found;
  if (found !== null && found.version === leak.version && found.index === leak.index) {
    throw new ImportError(
      'inputs_changed',
      `version ${leak.version} was started with other files, mapping or settings`,
    );
  }
  const { index, version } = leak;
  const partitions = partitionCount(sources.reduce((sum, { bytes }) => sum + bytes, 0));
  const state: ImportState = {
    format: 'etanche/v1/import-state',
    index,
    version,
    fingerprint,
    startedAt: request.now(),
    partitions,
  };
  // Only the published folder of another version remains.
  for (const path of [...personalFiles(work), work.log, work.manifest, buildDirectory(work)]) await removeIfThere(path);
  await writeState(work.state, state);
  return state;
}

async function readRowsOf(run: Run): Promise<Findings> {
  const { request, work, keys, state } = run;
  const today = new Date(state.startedAt).toISOString().slice(0, 10);
  const { rows, rejected, partial } = await readPeople(request, work, keys, { partitions: state.partitions, today });
  const people = await mergePeople(request, work, keys, state.partitions);
  const counted = countTerms(work, keys.spill, state.partitions);
  const findings: Findings = { rows, people, rejected: reasonList(rejected), partial: reasonList(partial), ...counted };
  if (people === 0) throw new ImportError('nothing_to_index', `none of the ${rows} rows has an identifier to index`);
  run.state = { ...state, findings };
  await writeState(work.state, run.state);
  await removeIfThere(work.people);
  return findings;
}

/** Passes 2 and 3, up to the signed manifest, after which the version cannot change. */
async function build(run: Run, findings: Findings): Promise<SignedManifest> {
  const { request, work, keys, state } = run;
  const terms = Object.values(findings.terms).reduce((sum, count) => sum + count, 0);
  request.report({ step: 'evaluate', done: 0, total: terms, unit: 'terms' });
  const keySets = await openFor(run, state.right ?? (await decideRight(run, findings)));
  // As for the key sets: from the first batch on, a vault may be unreachable.
  const owners = await askOwners(request);
  await evaluateTerms(request, work, keys, { partitions: state.partitions, terms, keySets });
  const { leak, random, report } = request;
  const plaintextBytes = plaintextBytesFor(leak.details);
  const plan = {
    log: work.log,
    directory: buildDirectory(work),
    version: leak.version,
    plaintextBytes,
    random,
    report,
  };
  const files = await writeBucketFiles(plan);
  if (files.count !== terms) throw new ImportError('work_damaged', `${files.count} of ${terms} entries are in the log`);
  const { privateKey, publicKey } = request.keys.signing;
  const manifest = makeManifest(request, findings, keySets, owners, files);
  const signed = await signManifest(manifest, privateKey, toBase64url(publicKey));
  await keepSignedManifest(work, signed);
  return signed;
}

/** The owner of each vault, according to its statement. */
async function askOwners(request: ImportRequest): Promise<VaultStatement[]> {
  const { federation, fetch } = request;
  const asked = { federation, needed: federation.vaults.length, fetch, sleep: timerSleep, timeoutMs: 30_000 };
  return withPatience(patienceOf(request, 'evaluate'), () => fetchVaultStatements(asked));
}

async function decideRight(run: Run, findings: Findings): Promise<Right> {
  const right = importerRight(findings, run.request.now());
  run.state = { ...run.state, right };
  await writeState(run.work.state, run.state);
  return right;
}

async function openFor({ request, keys }: Run, right: Right): Promise<KeySet[]> {
  return openKeySets(request, keys, await loadSodiumGroup(), right);
}

async function publishedManifest(
  work: WorkDirectory,
): Promise<{ manifest: ReturnType<typeof readPayload>; cosignatures: null }> {
  const signed = await readSignedManifest(work);
  if (signed === null) throw new ImportError('work_damaged', 'the manifest of this published version is missing');
  return { manifest: readPayload(signed.payload), cosignatures: null };
}

/** The encrypted files with data of the leak. */
function personalFiles(work: WorkDirectory): string[] {
  return [work.people, work.waiting, work.links, work.terms].flatMap((path) => [path, `${path}.tmp`]);
}

/** Where the bucket files are built, on the same disk as the published directory. */
function buildDirectory(work: WorkDirectory): string {
  return join(work.root, 'built');
}

function reasonList(counts: ReadonlyMap<string, number>): { reason: string; rows: number }[] {
  return [...counts].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows);
}
