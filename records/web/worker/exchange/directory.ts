import { DataError, readDirectories, type Listing } from '@etanche/records-client';
import type { DirectoryState, PartyView } from '../../port/exchange-calls.ts';
import type { SessionHost } from '../session-host.ts';

export type Listings = ReadonlyMap<string, Listing>;

/** The directories of practices, read and verified once for all tabs. */
export type Directory = {
  /** @throws DataError `could_not_check`; RecordsClientError */
  listings(): Promise<Listings>;
  /** As `listings`; without any if the directories cannot be read or verified. */
  readable(): Promise<{ readonly state: DirectoryState; readonly listings: Listings }>;
  /** The entry of a practice; a practice that is not known yet is looked for once more. */
  find(practice: string): Promise<Listing | null>;
  forget(): void;
};

/** A reading is repeated after this time, for entries that were published since. */
const freshMs = 2 * 60_000;

export function createDirectory(host: SessionHost): Directory {
  let reading: { readonly at: number; readonly listings: Promise<Listings> } | null = null;
  const forget = (): void => {
    reading = null;
  };
  host.onClose(forget);
  const listings = (): Promise<Listings> => {
    if (reading !== null && Date.now() - reading.at < freshMs) return reading.listings;
    const next = { at: Date.now(), listings: readDirectories(host.open().client) };
    reading = next;
    next.listings.catch(() => {
      if (reading === next) forget();
    });
    return next.listings;
  };
  return {
    listings,
    forget,
    async readable() {
      try {
        return { state: 'read', listings: await listings() };
      } catch (error) {
        if (!(error instanceof DataError) || error.code !== 'could_not_check') throw error;
        return { state: error.reason === 'unavailable' ? 'unavailable' : 'untrusted', listings: new Map() };
      }
    },
    async find(practice) {
      const known = (await listings()).get(practice);
      if (known !== undefined) return known;
      forget();
      return (await listings()).get(practice) ?? null;
    },
  };
}

/** A practice, and one of its doctors, with the facts of its entry. @param member null for the whole practice */
export function partyOf(listings: Listings, practice: string, member: string | null): PartyView {
  const listing = listings.get(practice);
  const doctor = listing?.entry.practitioners.find((one) => one.member === member);
  const proof = listing?.identities.find((one) => one.member === member);
  return {
    ...{ practice, member, isListed: listing !== undefined && !listing.isRemoved },
    ...{ name: listing?.entry.name ?? '', place: listing?.entry.place ?? '' },
    doctor: doctor?.name ?? null,
    doctors: listing?.entry.practitioners.map(({ name }) => name) ?? [],
    speciality: doctor?.speciality ?? null,
    rpps: doctor?.rpps ?? null,
    identity: proof === undefined ? null : { provider: proof.provider, at: proof.at },
  };
}
