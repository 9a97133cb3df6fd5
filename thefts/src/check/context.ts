import type { ConstantTimeGroup } from '@etanche/core-oprf';
import type { Manifest } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Trial } from '@etanche/trial';
import type { Guess } from '../system/guesses.ts';
import type { Size, ThrowawaySystem } from '../system/throwaway.ts';

/** Shared by all attacks on Check: the attacked system, stopped or running, and the truth about it. */
export type CheckContext = {
  readonly size: Size;
  readonly system: ThrowawaySystem;
  /** The trial of the last start; its vaults may be stopped. */
  readonly trial: Trial;
  readonly manifest: Manifest;
  readonly guesses: readonly Guess[];
  /** Persons in the leak whom anyone with their NIR and birth date can find. */
  readonly findable: ReadonlySet<number>;
  readonly group: ConstantTimeGroup;
  /** Seconds spent on reversing the fingerprints of 2021. */
  readonly searchSeconds: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
};
