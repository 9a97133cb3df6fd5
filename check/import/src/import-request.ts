import type { Bytes, Federation, Stretch } from '@etanche/core-protocol';
import type { Mapping, SourceDescription } from '@etanche/intake';
import type { LeakSettings } from './leak-file.ts';
import type { OperatorKeys } from './operator-keys.ts';
import type { Report } from './progress.ts';

/** One table of a file of the leak, and how it is read. `bytes` is its share of the file. */
export type ImportSource = {
  readonly path: string;
  readonly bytes: number;
  readonly description: SourceDescription;
  readonly mapping: Mapping;
};

/** Everything that an import needs. Two requests with equal `sources`, `leak` and `stretch` publish the same answers. */
export type ImportRequest = {
  readonly sources: readonly ImportSource[];
  readonly leak: LeakSettings;
  readonly federation: Federation;
  readonly keys: OperatorKeys;
  /** Argon2id parameters for the kinds that can be guessed, or null for none. */
  readonly stretch: Stretch | null;
  /** Directory that a web server will serve; the working files lie beside it. */
  readonly out: string;
  /** Threads that evaluate; each holds an engine of its own. */
  readonly workers: number;
  /** Seconds for which silent vaults are waited for before the import stops, to be resumed later. */
  readonly patienceSeconds: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly fetch: typeof globalThis.fetch;
  readonly report: Report;
};
