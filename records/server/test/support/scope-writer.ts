import { buildTree, leafHash } from '@etanche/core-merkle';
import {
  concat,
  fromBase64url,
  fromRecordId,
  joinFields,
  jwsTypes,
  labels,
  limits,
  sha256,
  signCompact,
  toBase64url,
  toRecordId,
  u32,
  u64,
  utf8,
  type Bytes,
  type PostingLimit,
} from '@etanche/core-wire';
import {
  recordsLimits,
  type Compartment,
  type PackToWrite,
  type SealedScope,
  type VersionMark,
  type Write,
} from '@etanche/core-records-protocol';
import type { TestMember } from './data-fixture.ts';
import { newId, random } from './store.ts';
import { makeKey, type TestKey } from './test-key.ts';

type Current = { readonly version: number; readonly compartment: Compartment; readonly hash: Bytes };
type Listed = Omit<Current, 'compartment'> & { readonly resource: string };
/** A version to write: a new resource unless one is named. */
export type Wanted = {
  readonly resource?: string;
  readonly compartment?: Compartment;
  /** Size of its pack; the largest of its versions counts. */
  readonly bytes?: number;
  /** Now, unless it is given. */
  readonly time?: number;
  /** Whether it has a pack of its own, as in an agenda. */
  readonly alone?: boolean;
  /** Puts the current version into a new pack, in place of a new one. */
  readonly carry?: boolean;
};

/** The key that a client derives from the evaluation of a file: here one key of all files. */
export const fileKey = await makeKey();

/**
 * Writes a scope as a client does, but for what is sealed: random bytes of a right size, and random hashes of versions.
 * It knows what is current as its own writes made it, by core/merkle and nothing of the server.
 */
export class ScopeWriter {
  readonly scope = newId();
  readonly practice: string;
  current = new Map<string, Current>();
  sequence = 0;
  head: string | null = null;
  /** The element that every head names, if an importer made the scope. */
  element: string | undefined;
  isAgenda = false;
  /** Resources whose content a write destroyed or found lost. */
  marks: ReadonlyMap<string, VersionMark> = new Map();

  constructor(practice: string) {
    this.practice = practice;
  }

  /** The body of the next write, and what to call once it is accepted. */
  async next(
    { session, key }: TestMember,
    wanted: readonly Wanted[],
    more: Partial<Omit<Write, 'head' | 'packs'>> = {},
  ): Promise<{ readonly body: Write; readonly accept: () => void }> {
    const after = new Map(this.current);
    if (this.head === null) {
      this.element ??= more.seal?.element;
      this.isAgenda = more.create?.purpose === 'agenda';
    }
    const groups = Map.groupBy(wanted, ({ alone = this.isAgenda, resource, carry = false, ...each }) => {
      const compartment = each.compartment ?? this.current.get(resource ?? '')?.compartment ?? 'identity';
      return `${compartment}/${String(carry)}/${alone ? newId() : ''}`;
    });
    const packs: PackToWrite[] = [];
    const hashes: Bytes[] = [];
    for (const [name, together] of groups) {
      const compartment = name.split('/')[0] as Compartment;
      const { pack, hash } = this.#pack(session.member, compartment, together, after, packs.length, more.seal);
      packs.push(pack);
      hashes.push(hash);
    }
    const marks = this.#marksAfter(after, wanted, more);
    const head = await this.#head(session.member, key, after, hashes, marks);
    const isFirst = this.head === null;
    const create = {
      create: { purpose: 'scope', erasure: toBase64url(random(32)), eraser: fileKey.publicKey },
    } as const;
    const body: Write = { kind: isFirst ? 'create' : 'edit', ...(isFirst && create), head, packs, ...more };
    return {
      body,
      accept: () => {
        this.current = after;
        this.head = head;
        this.sequence += 1;
        this.marks = marks;
      },
    };
  }

  /** The root that a head over these versions has. */
  root(current: ReadonlyMap<string, Current> = this.current, marks = this.marks): string {
    const sorted = Array.from(current).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const leaves = sorted.map(([resource, { version, compartment, hash }]) => {
      const mark = marks.get(resource);
      return leafHash(joinFields(resource, u32(version), compartment, hash, ...(mark === undefined ? [] : [mark])));
    });
    return toBase64url(buildTree(leaves).root);
  }

  #pack(
    author: string,
    compartment: Compartment,
    wanted: readonly Wanted[],
    after: Map<string, Current>,
    number: number,
    seal: Write['seal'],
  ): { readonly pack: PackToWrite; readonly hash: Bytes } {
    const carries = wanted.some(({ carry }) => carry === true);
    const versions = wanted.map(({ resource = newId() }): Listed => {
      const last = after.get(resource);
      if (carries && last !== undefined) return { resource, ...last };
      const next = { version: (last?.version ?? 0) + 1, hash: random(32) };
      after.set(resource, { ...next, compartment });
      return { resource, ...next };
    });
    const sorted = versions.toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
    const list = concat(
      ...sorted.flatMap(({ resource, version, hash }) => [fromRecordId(resource), u32(version), hash]),
    );
    const bytes = Math.max(...wanted.map((each) => each.bytes ?? 768));
    const [salt, sealed] = [random(32), random(bytes + 16)];
    const time = wanted.find((each) => each.time !== undefined)?.time ?? Date.now();
    const aad = joinFields(
      ...[labels.pack, this.practice, this.scope, compartment],
      ...[u64(this.sequence + 1), u32(number), u32(1), author, u64(time), Uint8Array.of(carries ? 1 : 0)],
      ...(seal === undefined ? [] : [fromBase64url(seal.element, 32), seal.batch]),
    );
    const hash = sha256(joinFields(labels.packHash, aad, sha256(concat(salt, sealed)), sha256(list)));
    const of = { compartment, epoch: 1, time, list: toBase64url(list) };
    const content = { salt: toBase64url(salt), sealed: toBase64url(sealed) };
    return { pack: { ...of, ...content, ...(carries && { carries: true }) }, hash };
  }

  /** A later version, or a repair that carries the version, ends a loss. */
  #marksAfter(
    after: ReadonlyMap<string, Current>,
    wanted: readonly Wanted[],
    { destroy, restore, lost = [] }: Pick<Write, 'destroy' | 'restore' | 'lost'>,
  ): Map<string, VersionMark> {
    const marks = new Map(this.marks);
    for (const resource of lost) marks.set(resource, 'lost');
    const found = wanted.flatMap(({ resource, carry }) => (carry === true && resource !== undefined ? [resource] : []));
    for (const [resource, mark] of marks) {
      const isReplaced = after.get(resource)?.version !== this.current.get(resource)?.version;
      if (mark === 'lost' && (isReplaced || found.includes(resource))) marks.delete(resource);
    }
    if (destroy !== undefined) marks.set(destroy, 'destroyed');
    if (restore !== undefined) marks.delete(restore);
    return marks;
  }

  async #head(
    author: string,
    key: TestKey,
    after: ReadonlyMap<string, Current>,
    packs: readonly Bytes[],
    marks: ReadonlyMap<string, VersionMark>,
  ): Promise<string> {
    return this.sign(key, {
      practice: this.practice,
      scope: this.scope,
      sequence: this.sequence + 1,
      previous: this.head === null ? null : toBase64url(sha256(utf8(this.head))),
      root: this.root(after, marks),
      count: after.size,
      packs: packs.map(toBase64url),
      author,
      ...(this.element !== undefined && { element: this.element }),
    });
  }

  sign(key: TestKey, head: object): Promise<string> {
    return signCompact(utf8(JSON.stringify(head)), jwsTypes.head, key.privateKey, key.publicKey);
  }
}

/** A locator that shows 8 patients at most, or 20. */
export function makeLocator(limit: PostingLimit = limits.postings.combined): Bytes {
  return concat(Uint8Array.of(limit), random(15));
}

export function makePosting(locator: Bytes = makeLocator()) {
  return { locator: toBase64url(locator), sealed: toBase64url(random(recordsLimits.postingBytes)) };
}

export function makeCard(): string {
  return toBase64url(random(recordsLimits.cardBytes));
}

/** A version in an answer, from the list of its pack. */
type ListedInAnswer = { readonly resource: string; readonly version: number; readonly hash: string };

/** The versions in the lists of packs or of other compartments. */
export function listedIn(lists: readonly { readonly list: string }[]): ListedInAnswer[] {
  return lists.flatMap(({ list }) => {
    const bytes = Buffer.from(list, 'base64url');
    return Array.from({ length: bytes.length / 52 }, (_, i) => {
      const at = i * 52;
      const resource = toRecordId(bytes.subarray(at, at + 16));
      return { resource, version: bytes.readUInt32BE(at + 16), hash: bytes.toString('base64url', at + 20, at + 52) };
    });
  });
}

/** The current versions that an answer names. */
export function leavesIn({ packs, withheld, destroyed }: Answer): ListedInAnswer[] {
  const leaves = new Map<string, ListedInAnswer>();
  for (const listed of listedIn([...packs.filter(({ carries }) => carries !== true), ...withheld, ...destroyed])) {
    if ((leaves.get(listed.resource)?.version ?? 0) < listed.version) leaves.set(listed.resource, listed);
  }
  return Array.from(leaves.values());
}
type Answer = Pick<SealedScope, 'packs' | 'withheld' | 'destroyed'>;
