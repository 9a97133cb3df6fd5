import { readFile, stat } from 'node:fs/promises';
import { openOperatorKeys, parseLeakFile, runImport, type Progress, type Step } from '@etanche/check-import';
import type { Kind, Stretch } from '@etanche/core-check-protocol';
import type { Federation } from '@etanche/core-vault-protocol';
import { leakDescription } from '@etanche/demo';
import { describeSource, mappingFromProposal, proposeMapping, sampleRows } from '@etanche/intake';
import { random } from '../random.ts';
import { serveParent } from './serve-parent.ts';

export type ImportQuestion = {
  readonly path: string;
  readonly out: string;
  readonly index: string;
  readonly kinds: readonly Kind[];
  readonly stretch: Stretch | null;
  readonly workers: number;
  readonly federation: Federation;
  readonly keyFile: { readonly bytes: Uint8Array; readonly passphrase: string };
  /** Seconds between two progress messages. */
  readonly reportEvery: number;
};

export type ImportAnswer = {
  readonly rows: number;
  readonly terms: number;
  readonly stretched: number;
  /** Duration of the whole import, and of its evaluating step alone. */
  readonly seconds: number;
  readonly evaluateSeconds: number;
  /** CPU time of the process, in seconds. */
  readonly cpuSeconds: number;
  /** Peak resident memory of the process. */
  readonly peakBytes: number;
};

const dayMs = 86_400_000;
const sampled = 2000;

// One import in a process of its own, so that its memory can be measured separately.
serveParent(async (question: ImportQuestion, sendProgress) => {
  const { path, index, kinds, keyFile, reportEvery, federation, out, stretch, workers } = question;
  const description = await describeSource(path);
  const mapping = mappingFromProposal(proposeMapping(description, await sampleRows(path, description, sampled)));
  const keys = await openOperatorKeys(keyFile.bytes, { passphrase: keyFile.passphrase, workFactor: 4 });
  const expires = new Date(Date.now() + 30 * dayMs).toISOString().slice(0, 10);
  const leak = parseLeakFile({ ...leakDescription(expires), index, version: 1, kinds: [...kinds] });
  const steps = new Map<Step, { first: number; last: number }>();
  let sentAt = performance.now();
  const report = (progress: Progress) => {
    const now = performance.now();
    const step = steps.get(progress.step);
    steps.set(progress.step, { first: step?.first ?? now, last: now });
    if (now - sentAt < reportEvery * 1000) return;
    sentAt = now;
    sendProgress(`import of ${index}: ${progress.step}, ${progress.done} of ${progress.total ?? '?'} ${progress.unit}`);
  };
  const from = performance.now();
  const before = process.cpuUsage();
  const summary = await runImport({
    ...{ federation, out, stretch, workers, keys, leak, random, report, fetch: globalThis.fetch, now: Date.now },
    sources: [{ path, bytes: (await stat(path)).size, description, mapping }],
    patienceSeconds: 60,
  });
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(before);
  // The evaluating step begins when merging ends and reports each batch; it includes opening the key sets.
  const evaluateSeconds = ((steps.get('evaluate')?.last ?? 0) - (steps.get('merge')?.last ?? 0)) / 1000;
  const terms = Object.values(summary.terms).reduce((sum, count) => sum + count, 0);
  const stretched = stretch === null ? 0 : terms - summary.terms.code;
  const cpuSeconds = (user + system) / 1e6;
  return { rows: summary.rows, terms, stretched, seconds, evaluateSeconds, cpuSeconds, peakBytes: await peakBytes() };
});

async function peakBytes(): Promise<number> {
  // getrusage(2) would also count the parent's memory at the fork; VmHWM starts with this program.
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) * 1024;
}
