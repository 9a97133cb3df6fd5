import {
  concat,
  fromBase64url,
  fromRecordId,
  limits as wireLimits,
  sha256,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
} from '@etanche/core-wire';
import { encodeList, packHash, recordsLimits, type VersionLeaf, type Write } from '@etanche/core-records-protocol';
import { signHead, sizeClass } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import {
  cardOf,
  decodeCard,
  encodeCard,
  parseResource,
  planSearch,
  termsOf,
  type Card,
  type PatientTraits,
} from '@etanche/records-fhir';
import { random } from '../random.ts';

/**
 * The peer of the sealed client: the same routes, sessions and rows, but stored data is readable and no vault is asked.
 * It trusts the server, like a client without cryptography.
 */
export type PlainClient = {
  create(traits: PatientTraits, resources: readonly string[]): Promise<string>;
  /** @returns the number of resources */
  open(scope: string): Promise<number>;
  search(typed: string): Promise<readonly Card[]>;
};

const tagBytes = 16;
const limits = { bytes: 2_000_000, depth: 64 };

export function createPlainClient(client: RecordsClient, today: string): PlainClient {
  const practice = client.practice.id;
  const { member } = client.session;
  const newId = () => toRecordId(random(16));
  const plainPack = (scope: string, sequence: number, number: number, text: string) => {
    const leaf = { resource: newId(), version: 1, hash: random(32), compartment: 'clinical' } as const;
    const list = encodeList([leaf]);
    const [salt, sealed] = [random(32), pad(utf8(text))];
    const numbers = { sequence, number, epoch: 1, time: Date.now(), carries: false };
    const place = { practice, scope, compartment: leaf.compartment, author: member, ...numbers };
    const hash = packHash(place, sha256(concat(salt, sealed)), list);
    const content = { list: toBase64url(list), salt: toBase64url(salt), sealed: toBase64url(sealed) };
    return { leaf, hash, pack: { compartment: leaf.compartment, epoch: 1, time: place.time, ...content } };
  };
  return {
    async create(traits, resources) {
      const scope = newId();
      const current: VersionLeaf[] = [];
      let head: Awaited<ReturnType<typeof signHead>> | null = null;
      // A row for each resource, as a FHIR server stores them: a pack of its own, of which a write has a limited
      // number.
      for (let at = 0; at < resources.length; at += recordsLimits.packsPerWrite) {
        const texts = resources.slice(at, at + recordsLimits.packsPerWrite);
        const packs = texts.map((text, number) => plainPack(scope, (head?.head.sequence ?? 0) + 1, number, text));
        current.push(...packs.map(({ leaf }) => leaf));
        const hashes = packs.map(({ hash }) => hash);
        const previous = head;
        head = await signHead(
          { practice, scope, author: member },
          previous,
          current,
          hashes,
          client.secrets.keys().author,
        );
        const create = { purpose: 'scope', erasure: toBase64url(random(32)), eraser: toBase64url(random(32)) } as const;
        const body: Write = {
          ...(previous === null ? { kind: 'create', create, ...findable(scope, traits) } : { kind: 'edit' }),
          head: head.jws,
          packs: packs.map(({ pack }) => pack),
        };
        await client.session.call('write', { params: { scope }, body });
      }
      return scope;
    },

    async open(scope) {
      const { packs } = await client.session.call('readScope', { params: { scope }, query: {} });
      const read = packs.map(({ sealed = '' }) => parseResource(trim(fromBase64url(sealed, undefined)), limits));
      return read.length;
    },

    async search(typed) {
      const plan = planSearch(typed, today);
      const [term] = plan.ok ? plan.value.terms : [];
      if (!plan.ok || term === undefined) throw new Error('there is no search term');
      const { places } = await client.session.call('lookup', {
        body: { locators: [toBase64url(locatorOf(term.text))] },
      });
      const scopes = places.flatMap(({ postings }) =>
        postings.map(({ sealed }) => toRecordId(fromBase64url(sealed, undefined).subarray(0, 16))),
      );
      if (scopes.length === 0) return [];
      const { cards } = await client.session.call('cards', { body: { scopes } });
      const read = cards.map(({ sealed }) => decodeCard(trim(fromBase64url(sealed, undefined))));
      return read.filter((card) => plan.value.matches(card));
    },
  };
}

/** The card and the postings of a new patient. */
function findable(scope: string, traits: PatientTraits): Pick<Write, 'card' | 'postings'> {
  return {
    card: toBase64url(fill(encodeCard(cardOf(traits)), recordsLimits.cardBytes)),
    postings: {
      add: termsOf(traits).map(({ text }) => ({
        locator: toBase64url(locatorOf(text)),
        sealed: toBase64url(fill(fromRecordId(scope), recordsLimits.postingBytes)),
      })),
      remove: [],
    },
  };
}

/** Locators different from the sealed ones. */
function locatorOf(term: string): Bytes {
  return concat(Uint8Array.of(wireLimits.postings.exact), sha256(utf8(`bench/plain/${term}`)).slice(0, 15));
}

/** Pads plaintext so that the server accepts it as sealed: a size class and a tag. */
function pad(bytes: Bytes): Bytes {
  return fill(bytes, sizeClass(bytes.length + 1) + tagBytes);
}

function fill(bytes: Bytes, length: number): Bytes {
  return concat(bytes, new Uint8Array(length - bytes.length));
}

function trim(bytes: Bytes): Bytes {
  return bytes.slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}
