import { buildTree, leafHash } from '@etanche/core-merkle';
import {
  concat,
  ed25519FromSeed,
  joinFields,
  jwsTypes,
  limits,
  sha256,
  signCompact,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
} from '@etanche/core-wire';
import { encodeList, packHash, recordsLimits, type Write } from '@etanche/core-records-protocol';
import { sizeClass } from '@etanche/core-sealing';
import { random } from '../random.ts';

/** The writing member: ids, and the seed and public half of the signing key. */
export type Writer = {
  readonly practice: string;
  readonly member: string;
  readonly seed: Bytes;
  readonly author: string;
  /** The stored batch of an importer; null for a member. */
  readonly batch: string | null;
};

/** New patients in one request of an importer: half of the limit, the mean of an import's lists. */
export const patientsPerList = 16;

type Current = { readonly version: number; readonly hash: Bytes };

/** Sealed bytes of a version among many of its pack, and of a pack with one, without padding and tag. */
const bytesPerVersion = 140;
const leastBytes = 230;

export function newId(): string {
  return toRecordId(random(16));
}

/** A patient as the server sees it: random bytes of the right sizes under correctly signed heads. */
export class ScopeLoad {
  readonly scope = newId();
  readonly #writer: Writer;
  readonly #current = new Map<string, Current>();
  /** The element of an importer's scope. */
  readonly #seal: Write['seal'];
  #head: string | null = null;
  #sequence = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
    if (writer.batch !== null) this.#seal = { element: toBase64url(random(32)), batch: writer.batch };
  }

  /** The first write: this many resources, the most search terms, a card. */
  create(resources: number): Promise<Write> {
    const add = Array.from({ length: recordsLimits.termsPerScope }, () => ({
      locator: toBase64url(concat(Uint8Array.of(limits.postings.combined), random(15))),
      sealed: toBase64url(random(recordsLimits.postingBytes)),
    }));
    return this.#write(Array.from({ length: resources }, newId), {
      kind: this.#seal === undefined ? 'create' : 'import',
      create: { purpose: 'scope', erasure: toBase64url(random(32)), eraser: toBase64url(random(32)) },
      card: toBase64url(random(recordsLimits.cardBytes)),
      postings: { add, remove: [] },
    });
  }

  /** A later write: this many new resources. */
  add(resources: number): Promise<Write> {
    return this.#write(Array.from({ length: resources }, newId), { kind: 'edit' });
  }

  /** A later write: the next version of one resource. */
  edit(): Promise<Write> {
    const [resource = newId()] = this.#current.keys();
    return this.#write([resource], { kind: 'edit' });
  }

  async #write(resources: readonly string[], more: Omit<Write, 'head' | 'packs'>): Promise<Write> {
    const { practice, member } = this.#writer;
    this.#sequence += 1;
    const versions = resources.toSorted().map((resource) => {
      const next = { version: (this.#current.get(resource)?.version ?? 0) + 1, hash: random(32) };
      this.#current.set(resource, next);
      return { resource, ...next };
    });
    const list = encodeList(versions);
    const bytes = sizeClass(Math.max(leastBytes, bytesPerVersion * versions.length));
    const [salt, sealed] = [random(32), random(bytes + 16)];
    const numbers = { sequence: this.#sequence, number: 0, epoch: 1, time: Date.now(), carries: false };
    const place = { practice, scope: this.scope, compartment: 'clinical', author: member, ...numbers } as const;
    const seal = this.#seal;
    const hash = packHash(seal === undefined ? place : { ...place, seal }, sha256(concat(salt, sealed)), list);
    const head = await this.#signHead(hash);
    this.#head = head;
    const { compartment, epoch, time } = place;
    const content = { list: toBase64url(list), salt: toBase64url(salt), sealed: toBase64url(sealed) };
    return { ...more, ...(seal !== undefined && { seal }), head, packs: [{ compartment, epoch, time, ...content }] };
  }

  async #signHead(pack: Bytes): Promise<string> {
    const { practice, member, seed, author } = this.#writer;
    const leaves = Array.from(this.#current)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([resource, { version, hash }]) => leafHash(joinFields(resource, u32(version), 'clinical', hash)));
    const head = {
      ...{ practice, scope: this.scope, sequence: this.#sequence },
      previous: this.#head === null ? null : toBase64url(sha256(utf8(this.#head))),
      root: toBase64url(buildTree(leaves).root),
      count: this.#current.size,
      packs: [toBase64url(pack)],
      author: member,
      ...(this.#seal !== undefined && { element: this.#seal.element }),
    };
    const key = await ed25519FromSeed(seed, Uint8Array.from(Buffer.from(author, 'base64url')));
    return signCompact(utf8(JSON.stringify(head)), jwsTypes.head, key, author);
  }
}

function u32(value: number): Bytes {
  return concat(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
}
