import { bucketPath, entryBytes } from '@etanche/core-sealed-index';
import { auditPathLength } from '@etanche/core-merkle';
import type { Manifest } from '@etanche/core-check-protocol';
import type { ImportRequest } from './import-request.ts';
import type { Findings } from './state-file.ts';
import type { WorkDirectory } from './work-directory.ts';

/** The result of an import, for people and for `--json`. */
export type ImportSummary = {
  readonly index: string;
  readonly version: number;
  /** True if an earlier run had already published this version, so that this run changed nothing. */
  readonly alreadyPublished: boolean;
  readonly rows: number;
  readonly people: number;
  readonly entries: number;
  readonly terms: Findings['terms'];
  readonly shared: number;
  readonly rejected: Findings['rejected'];
  readonly partial: Findings['partial'];
  readonly buckets: { readonly count: number; readonly fileBytes: number; readonly first: string };
  readonly cosignatures: number | null;
  readonly expiresAt: string;
  readonly out: string;
  readonly lettersFile: string | null;
  readonly rejectsFile: string | null;
  readonly trustFile: string;
};

export function summarize(
  request: ImportRequest,
  work: WorkDirectory,
  findings: Findings,
  done: { readonly manifest: Manifest; readonly cosignatures: number | null },
): ImportSummary {
  const { manifest, cosignatures } = done;
  const { count, entries, plaintextBytes } = manifest.buckets;
  const faults = findings.rejected.length + findings.partial.length;
  return {
    index: manifest.index,
    version: manifest.version,
    alreadyPublished: cosignatures === null,
    rows: findings.rows,
    people: findings.people,
    entries: manifest.count,
    terms: findings.terms,
    shared: findings.shared,
    rejected: findings.rejected,
    partial: findings.partial,
    buckets: {
      count,
      fileBytes: entries * entryBytes(plaintextBytes) + auditPathLength(0, count) * 32,
      first: bucketPath(manifest.version, 0, count),
    },
    cosignatures,
    expiresAt: manifest.expiresAt,
    out: request.out,
    lettersFile: request.leak.kinds.includes('code') ? work.letters : null,
    rejectsFile: faults > 0 ? work.rejects : null,
    trustFile: work.trust,
  };
}
