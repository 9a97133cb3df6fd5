// Runs in Node and in Chromium: seals and opens packs with the engine and compression of each.
import {
  compartmentKey,
  noPrevious,
  openPacks,
  sealPack,
  type CompartmentKey,
  type SealedPack,
} from '@etanche/core-sealing';
import { toRecordId, utf8 } from '@etanche/core-wire';

/** Milliseconds of an opening, the median of several. */
export type PackTimes = {
  /** All versions in one pack. */
  readonly one: number;
  /** Each version in a pack of its own. */
  readonly each: number;
  readonly sealedBytes: { readonly one: number; readonly each: number };
};

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const id = (): string => toRecordId(random(16));

/** @param texts JSON of resources */
export async function timePacks(texts: readonly string[], tries: number): Promise<PackTimes> {
  const of = { practice: id(), scope: id(), compartment: 'clinical', epoch: 1 } as const;
  const key = await compartmentKey(of, random(64), random(32), random(32));
  const versions = texts.map((text) => {
    return { resource: id(), version: 1, kind: 'resource', previous: noPrevious, bytes: utf8(text) } as const;
  });
  const seal = async (number: number, some: typeof versions): Promise<SealedPack> => {
    const place = { ...of, author: of.scope, sequence: 1, number, time: 0, carries: false };
    return (await sealPack(key, place, some, random)).pack;
  };
  const one = [await seal(0, versions)];
  const each = await Promise.all(versions.map((version, number) => seal(number, [version])));
  return {
    one: await medianOf(one, key, texts.length, tries),
    each: await medianOf(each, key, texts.length, tries),
    sealedBytes: { one: bytesOf(one), each: bytesOf(each) },
  };
}

async function medianOf(
  packs: readonly SealedPack[],
  key: CompartmentKey,
  count: number,
  tries: number,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < tries; i++) {
    const start = performance.now();
    const opened = await openPacks(packs, [], () => key);
    times.push(performance.now() - start);
    if (opened.length !== count) throw new Error(`${opened.length} of ${count} versions were opened`);
  }
  return times.sort((a, b) => a - b)[Math.floor(tries / 2)] ?? 0;
}

function bytesOf(packs: readonly SealedPack[]): number {
  return packs.reduce((sum, { content, list }) => sum + (content?.sealed.length ?? 0) + list.length, 0);
}
