import { createLookup, ImportError, readPublished, sampleQuestions, verifyIndex } from '@etanche/check-import';
import { type Manifest, type Trust } from '@etanche/core-check-protocol';
import { sharedOwners } from '@etanche/core-vault-protocol';
import { isEtancheError } from '@etanche/core-wire';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { findNewerVersion, timerSleep, VaultClientError } from '@etanche/vault-client';
import { chooseTrust, type ChosenTrust } from '../choose-trust.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { chooseSources } from '../import/choose-sources.ts';

type Sampled = { rows: number; asked: number; found: number; notFound: number; missing: number[] };

/** Maximum number of row numbers in a report; the rest are counted. */
const NAMED_ROWS = 20;

export const command = defineCommand({
  usage: 'DIR|URL [--trust trust.json] [--trust-sha256 HASH] [--sample FILE [--mapping mapping.json] [--rows N]]',
  description:
    'Verifies a published index from outside, like a visitor’s page: the signatures of the operator and of enough vaults, ' +
    'the expiry, that no vault has cosigned a later version, and the length, audit path and order of every bucket file; and ' +
    'shows the owners of the vaults. Without --trust it uses the keys of the import on this machine, else trust.json of the ' +
    'site, which is only meaningful with --trust-sha256. With --sample it looks up the people of a file ' +
    'through the vaults within the quota of an anonymous caller: all of them must be found.',
  options: {
    trust: { type: 'string', value: 'FILE', help: 'the keys pinned by the page (DIR.import/trust.json)' },
    'trust-sha256': { type: 'string', value: 'HASH', help: 'hash of trust.json that the operator published elsewhere' },
    sample: {
      type: 'string',
      value: 'FILE',
      help: 'people who must be found, in any format supported by check import',
    },
    mapping: { type: 'string', value: 'FILE', help: 'the role of each column of the sample' },
    rows: { type: 'string', value: 'N', help: 'maximum number of rows of the sample to look up (100)' },
    patience: { type: 'string', value: 'SECONDS', help: 'how long to wait for the vaults (60)' },
  },
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: {
    1: 'the index is invalid, or a person of the sample is not found',
    3: 'could not check: the site or the vaults do not answer, or the keys of the site are unconfirmed',
  },
  examples: [
    'etanche check verify site/',
    'etanche check verify https://fuite.example/ --trust-sha256 "$(cat published.sha256)" --sample some.csv',
  ],
  run: async (context, values, [published = '']) => {
    const { terminal, json, now } = context;
    const bar = terminal.progress('Bucket files', undefined);
    try {
      const wanted = { file: values.trust, sha256: values['trust-sha256'] };
      const chosen = await chooseTrust(published, wanted, globalThis.fetch);
      const { trust } = chosen;
      const report = (done: number) => {
        bar.update(done);
      };
      const verified = await verifyIndex(published, trust, { now, fetch: globalThis.fetch, report });
      bar.finish(verified.buckets);
      const { manifest, buckets, bytes } = verified;
      await requireNewest(context, manifest, trust);
      const sample =
        values.sample === undefined ? null : await lookUp(context, published, manifest, values.sample, values);
      const found = sample === null || sample.notFound === 0;
      if (json)
        terminal.json({
          good: found && chosen.pinned,
          trust: { sha256: chosen.sha256, pinned: chosen.pinned },
          index: manifest.index,
          version: manifest.version,
          expiresAt: manifest.expiresAt,
          entries: manifest.count,
          vaults: manifest.vaults,
          buckets,
          bytes,
          sample,
        });
      else show(context, manifest, buckets, sample, chosen);
      if (!found) return exitCode.failed;
      return chosen.pinned ? exitCode.done : exitCode.couldNotCheck;
    } catch (error) {
      if (error instanceof CliError && error.code === 'usage_invalid') throw error;
      if (json) terminal.json({ good: false, code: isEtancheError(error) ? error.code : 'unreadable' });
      terminal.printProblem(error);
      return verdict(error);
    }
  },
});

async function lookUp(
  { terminal, now, random, signal }: CommandContext,
  published: string,
  manifest: Manifest,
  file: string,
  values: { mapping: string | undefined; rows: string | undefined; patience: string | undefined },
): Promise<Sampled> {
  const wishes = {
    show: false,
    file: values.mapping,
    yes: true,
    proposal: 'mapping.json',
    ownCategories: [],
    describe: {},
  };
  const { sources } = await chooseSources(terminal, [file], wishes);
  const fetch = globalThis.fetch;
  const ask = createLookup({
    ...{ manifest, fetch, now, read: readPublished(published, fetch), group: await loadSodiumGroup() },
    random: (length) => Uint8Array.from(random(length)),
    patienceSeconds: Number(values.patience ?? 60),
    waiting: (reason) => {
      terminal.warn(reason);
    },
  });
  const most = Number(values.rows ?? 100);
  const sampled: Sampled = { rows: 0, asked: 0, found: 0, notFound: 0, missing: [] };
  const bar = terminal.progress('People looked up', most);
  const today = new Date(now()).toISOString().slice(0, 10);
  for (const [index, source] of sources.entries()) {
    // Each table contributes its share of the rows.
    const until = Math.ceil((most * (index + 1)) / sources.length);
    for await (const { row, questions } of sampleQuestions(source, manifest, today)) {
      if (sampled.rows >= until) break;
      signal.throwIfAborted();
      sampled.rows += 1;
      for (const question of questions) {
        sampled.asked += 1;
        if ((await ask(question)).answer === 'found') sampled.found += 1;
        else {
          sampled.notFound += 1;
          if (sampled.missing.length < NAMED_ROWS) sampled.missing.push(row);
        }
      }
      bar.update(sampled.rows);
    }
  }
  bar.finish(sampled.rows);
  return sampled;
}

function show(
  { terminal }: CommandContext,
  manifest: Manifest,
  buckets: number,
  sample: Sampled | null,
  chosen: ChosenTrust,
): void {
  const { index, version, count, expiresAt } = manifest;
  terminal.done(
    `${index}, version ${version}: ${count} entries in ${buckets} bucket files, all verified; answers until ${expiresAt.slice(0, 10)}.`,
  );
  for (const vault of manifest.vaults) terminal.line(`Vault ${vault.index}: ${vault.owner} (${vault.jurisdiction})`);
  const shared = sharedOwners(manifest.vaults);
  if (shared.length > 0) terminal.warn(`Vaults ${shared.join(', ')} declare the same owner: they count as one party.`);
  if (!chosen.pinned) {
    terminal.warn(
      `The keys come from the site itself: get the SHA-256 of trust.json from the operator in another way (letter, press) and pass it with --trust-sha256. The site’s is ${chosen.sha256}.`,
    );
  }
  if (sample === null) return;
  if (sample.notFound === 0)
    terminal.done(`${sample.found} of ${sample.asked} questions from ${sample.rows} rows: found.`);
  else
    terminal.warn(`${sample.notFound} of ${sample.asked} questions are not found; rows ${sample.missing.join(', ')}.`);
}

/** @throws CliError `outdated` when a vault shows a later version whose grace period is over */
async function requireNewest({ random }: CommandContext, manifest: Manifest, trust: Trust): Promise<void> {
  const newer = await findNewerVersion({
    ...{ manifest, trust, fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000, hedgeMs: 5_000 },
    random: (length) => Uint8Array.from(random(length)),
  });
  if (newer === null) return;
  throw new CliError('outdated', `Version ${newer} is published; version ${manifest.version} is no longer answered.`);
}

/** Whether the data is invalid or could not be read. */
function verdict(error: unknown): ExitCode {
  if (error instanceof VaultClientError) return exitCode.couldNotCheck;
  if (isEtancheError(error) && !(error instanceof ImportError)) {
    return ['could_not_check', 'proof_invalid', 'outdated', 'trust_differs'].includes(error.code)
      ? exitCode.failed
      : exitCode.couldNotCheck;
  }
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? exitCode.failed
    : exitCode.couldNotCheck;
}
