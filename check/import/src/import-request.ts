import type { Stretch } from '@etanche/core-check-protocol';
import type { Federation } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Mapping, SourceDescription } from '@etanche/intake';
import type { LeakSettings } from './read/leak-file.ts';
import type { OperatorKeys } from './operator/operator-keys.ts';
import type { Report } from './progress.ts';

/** One table of a file of the leak, and how to read it. `bytes` is its share of the file. */
export type ImportSource = {
  readonly path: string;
  readonly bytes: number;
  readonly description: SourceDescription;
  readonly mapping: Mapping;
};

/** The inputs of an import. Two requests with equal `sources`, `leak` and `stretch` publish the same answers. */
export type ImportRequest = {
  readonly sources: readonly ImportSource[];
  readonly leak: LeakSettings;
  readonly federation: Federation;
  readonly keys: OperatorKeys;
  /** Argon2id parameters for guessable kinds, or null for no stretching. */
  readonly stretch: Stretch | null;
  /** Directory to be served by a web server; the working files are next to it. */
  readonly out: string;
  /** Number of evaluating threads; each has its own engine. */
  readonly workers: number;
  /** Seconds to wait for unreachable vaults before the import stops; it can be resumed later. */
  readonly patienceSeconds: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly fetch: typeof globalThis.fetch;
  readonly report: Report;
};
