import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLeakFile, type ImportSource, type LeakSettings } from '@etanche/check-import';
import type { Kind } from '@etanche/core-check-protocol';
import {
  laboratoryLike,
  leakDescription,
  syntheticPeople,
  writeLaboratoryFile,
  type LaboratoryTruth,
  type Person,
} from '@etanche/demo';
import { describeSource, mappingFromProposal, proposeMapping, sampleRows } from '@etanche/intake';

/** A leak of fictitious people: the file, the truth about its content, and its mapping. */
export type Demonstration = {
  readonly people: readonly Person[];
  readonly truth: LaboratoryTruth;
  readonly source: ImportSource;
  readonly leak: LeakSettings;
};

type DemonstrationOptions = {
  readonly seed: string;
  readonly people: number;
  readonly kinds: readonly Kind[];
  /** Lookups allowed for all visitors together; null for the default of an import. */
  readonly ceiling: LeakSettings['ceiling'] | null;
  readonly now: number;
};

const dayMs = 86_400_000;
/** How long a demonstration is valid before it is published again. */
const days = 90;
const sampled = 2000;

/**
 * Writes the file and its leak.json into `directory`; the same seed gives the same file. An existing leak.json stays
 * until it expires, so that a second start finds its published version.
 */
export async function prepareDemonstration(directory: string, options: DemonstrationOptions): Promise<Demonstration> {
  const people = syntheticPeople({ seed: options.seed, count: options.people });
  const path = join(directory, 'laboratoire-demo.csv');
  const truth = await writeLaboratoryFile(path, people, { seed: options.seed, ...laboratoryLike });
  const description = await describeSource(path);
  const proposal = proposeMapping(description, await sampleRows(path, description, sampled));
  const source = { path, bytes: (await stat(path)).size, description, mapping: mappingFromProposal(proposal) };
  return { people, truth, source, leak: await currentLeak(join(directory, 'leak.json'), options) };
}

async function currentLeak(path: string, options: DemonstrationOptions): Promise<LeakSettings> {
  const found = await readFile(path, 'utf8').catch(() => null);
  const before = found === null ? null : parseLeakFile(JSON.parse(found));
  if (before !== null && Date.parse(before.expires) > options.now + dayMs) return before;
  const expires = new Date(options.now + days * dayMs).toISOString().slice(0, 10);
  const leak = {
    ...leakDescription(expires),
    index: 'demo',
    version: (before?.version ?? 0) + 1,
    kinds: [...options.kinds],
    ...(options.ceiling === null ? {} : { ceiling: options.ceiling }),
  };
  const settings = parseLeakFile(leak);
  await writeFile(path, `${JSON.stringify(leak, null, 2)}\n`);
  return settings;
}
