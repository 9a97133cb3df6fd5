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
import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import { signHead, sizeClass, versionHash } from '@etanche/core-sealing';
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
  return {
    async create(traits, resources) {
      const scope = newId();
      const time = Date.now();
      const versions = resources.map((text) => {
        const place = { practice, scope, compartment: 'clinical', resource: newId(), version: 1, epoch: 1 } as const;
        return { place: { ...place, author: member, time }, salt: random(32), sealed: pad(utf8(text)) };
      });
      const current = await Promise.all(
        versions.map(async (version) => ({ ...version.place, hash: await versionHash(version) })),
      );
      const head = await signHead({ practice, scope, author: member }, null, current, client.secrets.keys().author);
      const body: Write = {
        kind: 'create',
        create: { purpose: 'scope', erasure: toBase64url(random(32)), eraser: toBase64url(random(32)) },
        head: head.jws,
        versions: versions.map(({ place, salt, sealed }) => ({
          ...{ resource: place.resource, version: 1, compartment: place.compartment, epoch: 1, author: member, time },
          ...{ salt: toBase64url(salt), sealed: toBase64url(sealed) },
        })),
        card: toBase64url(fill(encodeCard(cardOf(traits)), recordsLimits.cardBytes)),
        postings: {
          add: termsOf(traits).map(({ text }) => ({
            locator: toBase64url(locatorOf(text)),
            sealed: toBase64url(fill(fromRecordId(scope), recordsLimits.postingBytes)),
          })),
          remove: [],
        },
      };
      await client.session.call('write', { params: { scope }, body });
      return scope;
    },

    async open(scope) {
      const { versions } = await client.session.call('readScope', { params: { scope }, query: {} });
      const read = versions.map(({ sealed }) => parseResource(trim(fromBase64url(sealed, undefined)), limits));
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
