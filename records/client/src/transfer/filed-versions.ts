import { encodeNames, parseNames } from '@etanche/core-sealing';
import type { Bytes } from '@etanche/core-wire';
import type { ScopeState } from '../scope/scope-state.ts';
import { filedPrefix } from './origin-names.ts';

/**
 * The result for a version of a transferred file: a resource that the file did not have, a further version of one that
 * came with an earlier transfer, or a resource of its own beside one that was edited here. `known`: the Patient, which
 * stays.
 */
export const outcomes = ['new', 'changed', 'conflict', 'known'] as const;
export type Outcome = (typeof outcomes)[number];

/** A version of the sender's that a transfer has filed. */
export type FiledVersion = {
  /** Record id of the resource there. */
  readonly theirs: string;
  /** Number and hash (base64url) of the version there. */
  readonly version: number;
  readonly hash: string;
  /** The transfer: the first 16 bytes of SHA-256 of its head, as a record id. */
  readonly transfer: string;
  readonly outcome: Outcome;
  /** Record id and number of the version here. */
  readonly here: string;
  readonly written: number;
};

/** The file there: its practice and scope. */
type Source = { readonly practice: string; readonly scope: string };

const pattern = /^([a-z2-7]{26})\/([0-9]{1,10})\/([A-Za-z0-9_-]{43})\/([a-z2-7]{26})\/([a-z]+)\/([0-9]{1,10})$/;

/**
 * Characters of an entry in a list at most. A list is written with the versions that it names, so that an interrupted
 * transfer never leaves a version that looks as if nobody had filed it.
 */
export const filedBytes = 400;

/** The content of a list of names that says which versions were filed. */
export function filedList({ practice, scope }: Source, filed: readonly FiledVersion[]): Bytes {
  const names = filed.map(({ theirs, version, hash, transfer, outcome, here, written }) => ({
    fullUrl: `${filedPrefix}${[practice, scope, theirs, version, hash, transfer, outcome, written].join('/')}`,
    resource: here,
  }));
  return encodeNames({ names });
}

/** The versions of one file of another practice that transfers have filed here, by the resource there. */
export function filedVersions(
  { opened }: Pick<ScopeState, 'opened'>,
  { practice, scope }: Source,
): Map<string, FiledVersion[]> {
  const start = `${filedPrefix}${practice}/${scope}/`;
  const filed: FiledVersion[] = [];
  for (const { kind, bytes } of opened.values()) {
    if (kind !== 'names') continue;
    for (const { fullUrl, resource } of parseNames(bytes).names) {
      const parsed = fullUrl.startsWith(start) ? parse(fullUrl.slice(start.length), resource) : null;
      if (parsed !== null) filed.push(parsed);
    }
  }
  return Map.groupBy(filed, ({ theirs }) => theirs);
}

function parse(text: string, here: string): FiledVersion | null {
  const [, theirs, version, hash, transfer, named, written] = pattern.exec(text) ?? [];
  const outcome = outcomes.find((each) => each === named);
  if (theirs === undefined || hash === undefined || transfer === undefined || outcome === undefined) return null;
  return { theirs, hash, transfer, outcome, here, version: Number(version), written: Number(written) };
}
