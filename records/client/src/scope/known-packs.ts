import type { CurrentLeaf } from '@etanche/core-records-protocol';
import type { SealedPack } from '@etanche/core-sealing';
import type { KnownPack } from './scope-state.ts';

/** The packs that still have or introduced current versions, without those that later answers repeated. */
export function livePacks(
  packs: readonly KnownPack[],
  current: ReadonlyMap<string, CurrentLeaf<KnownPack>>,
): KnownPack[] {
  const live = new Set(Array.from(current.values()).flatMap(({ introduced, located }) => [introduced, located]));
  return packs.filter((pack) => live.has(pack));
}

/** A pack without its content, which the opened versions have. */
export function knownPack(pack: SealedPack): KnownPack {
  const { sequence, number, compartment, carries } = pack.place;
  const sealedBytes = pack.content?.sealed.length ?? null;
  return { ...pack, sequence, number, compartment, carries, content: null, sealedBytes };
}
