import { buildTree, leafHash } from '@etanche/core-merkle';
import {
  concat,
  fromBase64url,
  joinFields,
  jwsTypes,
  labels,
  limits,
  sha256,
  signCompact,
  toBase64url,
  utf8,
  type Bytes,
  type PostingLimit,
} from '@etanche/core-wire';
import { recordsLimits, type Compartment, type SealedVersion, type Write } from '@etanche/core-records-protocol';
import type { TestMember } from './data-fixture.ts';
import { newId, random } from './store.ts';
import { makeKey, type TestKey } from './test-key.ts';

type Current = { readonly version: number; readonly compartment: Compartment; readonly hash: Bytes };
/** What a version is to be: a new resource unless one is named. */
export type Wanted = {
  readonly resource?: string;
  readonly compartment?: Compartment;
  readonly bytes?: number;
  /** Now, unless it is given. */
  readonly time?: number;
};

function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function u64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** What a client derives from the evaluation of a file: here one key of all files. */
export const fileKey = await makeKey();

/**
 * Writes a scope as a client does, but for what is sealed: random bytes of a right size. It knows what is current as its
 * own writes made it, by core/merkle and nothing of the server.
 */
export class ScopeWriter {
  readonly scope = newId();
  readonly practice: string;
  current = new Map<string, Current>();
  sequence = 0;
  head: string | null = null;
  /** What every head names, if an importer made the scope. */
  element: string | undefined;

  constructor(practice: string) {
    this.practice = practice;
  }

  /** The body of the next write, and what to call once it is accepted. */
  async next(
    { session, key }: TestMember,
    wanted: readonly Wanted[],
    more: Partial<Omit<Write, 'head' | 'versions'>> = {},
  ): Promise<{ readonly body: Write; readonly accept: () => void }> {
    const after = new Map(this.current);
    if (this.head === null) this.element ??= more.seal?.element;
    const versions = wanted.map((each) => this.#version(session.member, each, after, more.seal));
    const head = await this.#head(session.member, key, after);
    const isFirst = this.head === null;
    const create = {
      create: { purpose: 'scope', erasure: toBase64url(random(32)), eraser: fileKey.publicKey },
    } as const;
    const body: Write = { kind: isFirst ? 'create' : 'edit', ...(isFirst && create), head, versions, ...more };
    return {
      body,
      accept: () => {
        this.current = after;
        this.head = head;
        this.sequence += 1;
      },
    };
  }

  /** The root that a head over these versions has. */
  root(current: ReadonlyMap<string, Current> = this.current): string {
    const sorted = Array.from(current).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const leaves = sorted.map(([resource, { version, compartment, hash }]) =>
      leafHash(joinFields(resource, u32(version), compartment, hash)),
    );
    return toBase64url(buildTree(leaves).root);
  }

  #version(author: string, wanted: Wanted, after: Map<string, Current>, seal: Write['seal']): SealedVersion {
    const { resource = newId(), bytes = 768 } = wanted;
    const last = after.get(resource);
    const compartment = wanted.compartment ?? last?.compartment ?? 'identity';
    const version = (last?.version ?? 0) + 1;
    const { time = Date.now() } = wanted;
    const [salt, sealed] = [random(32), random(bytes + 16)];
    const aad = joinFields(
      labels.object,
      this.practice,
      this.scope,
      compartment,
      resource,
      u32(version),
      u32(1),
      author,
      u64(time),
      ...(seal === undefined ? [] : [fromBase64url(seal.element, 32), seal.batch]),
    );
    after.set(resource, { version, compartment, hash: sha256(joinFields(labels.version, aad, salt, sha256(sealed))) });
    const place = { resource, version, compartment, epoch: 1, author, time };
    return { ...place, salt: toBase64url(salt), sealed: toBase64url(sealed) };
  }

  async #head(author: string, key: TestKey, after: ReadonlyMap<string, Current>): Promise<string> {
    return this.sign(key, {
      practice: this.practice,
      scope: this.scope,
      sequence: this.sequence + 1,
      previous: this.head === null ? null : toBase64url(sha256(utf8(this.head))),
      root: this.root(after),
      count: after.size,
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
