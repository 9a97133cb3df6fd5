import type { TransferVolume } from '@etanche/records-client';

/** Whether an opened message is a volume of the transfer that is being completed. */
export type Opened = 'volume' | 'other';

/**
 * Opens messages until a transfer lacks none, and stops at the first one that is no volume of it: each costs a unit,
 * and a sender chooses how many volumes it claims and what it sends beside them.
 *
 * @param candidates the most likely first
 * @param lacking volumes that the transfer lacks
 * @returns whether it stopped at such a message
 */
export async function openVolumes<Candidate>(
  candidates: readonly Candidate[],
  lacking: number,
  open: (candidate: Candidate) => Promise<Opened>,
): Promise<boolean> {
  for (const each of candidates.slice(0, Math.max(0, lacking))) {
    if ((await open(each)) === 'other') return true;
  }
  return false;
}

/**
 * Whether a volume is one that its transfer lacks: a copy of an opened one, or one with another count, fills no place.
 */
export function isLacking({ number, of }: TransferVolume, opened: readonly TransferVolume[]): boolean {
  return opened.every((each) => each.of === of && each.number !== number);
}
