import { type Kind } from '@etanche/core-check-protocol';
import { compareBytes, type Bytes } from '@etanche/core-wire';
import { mergeEntries, type Entry } from '@etanche/core-sealed-index';
import { readPartition } from '../read/partitions.ts';
import { parseTerms } from '../read/spill-record.ts';
import type { Findings } from '../state-file.ts';
import type { WorkDirectory } from '../work-directory.ts';

/** One identifier with its entry in the index. */
export type Term = {
  readonly name: Bytes;
  readonly kind: Kind;
  readonly identifier: string;
  readonly entry: Entry;
  /** Number of different people with this identifier. */
  readonly people: number;
};

/** The terms of one partition, ordered by their ids, so that the list is always the same. */
export function groupTerms(work: WorkDirectory, spillKey: Uint8Array, partition: number): Term[] {
  const terms = new Map<string, Term>();
  for (const { name, kind, identifier, entry } of parseTerms(readPartition(work.terms, partition, spillKey))) {
    const key = Buffer.from(name).toString('latin1');
    const known = terms.get(key);
    terms.set(
      key,
      known === undefined
        ? { name, kind, identifier, entry, people: 1 }
        : { ...known, entry: mergeEntries([known.entry, entry]), people: known.people + 1 },
    );
  }
  return [...terms.values()].sort((a, b) => compareBytes(a.name, b.name));
}

/** Counts the terms of each kind, and collects the facts for the manifest. */
export function countTerms(
  work: WorkDirectory,
  spillKey: Uint8Array,
  partitions: number,
): Pick<Findings, 'terms' | 'shared' | 'withoutBirthDate'> {
  const terms = { nir: 0, code: 0, email: 0, phone: 0, person: 0 };
  let shared = 0;
  let withoutBirthDate = false;
  for (let partition = 0; partition < partitions; partition++) {
    for (const { kind, identifier, people } of groupTerms(work, spillKey, partition)) {
      terms[kind] += 1;
      if (people > 1) shared += 1;
      if (kind === 'nir' && identifier.endsWith('/')) withoutBirthDate = true;
    }
  }
  return { terms, shared, withoutBirthDate };
}
