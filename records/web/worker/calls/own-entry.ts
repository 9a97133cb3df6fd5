import { isOwnEntry, publishEntry, type SettingsDocument } from '@etanche/records-client';
import type { OwnEntry } from '../../port/send-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { Directory } from '../exchange/directory.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

type EntryFacts = Pick<OwnEntry, 'name' | 'place' | 'missing'> & {
  readonly practitioners: Parameters<typeof publishEntry>[1]['practitioners'];
};

const rppsForm = /^\d{11}$/;

/** The entry of the practice in the directory, made from its settings. */
export function createOwnEntryCalls(
  host: SessionHost,
  settings: SettingsStore,
  directory: Directory,
  emit: WorkerSide['emit'],
): Pick<Handlers, 'ownEntry' | 'ownEntryPublish'> {
  const facts = async (): Promise<EntryFacts> => {
    const state = host.state();
    const doctors = state.phase === 'open' ? state.practitioners : [];
    const documents = (await settings.open()).entries().map(({ content }) => content);
    return factsOf(documents, doctors, state.phase === 'open' ? state.practice : '');
  };
  return {
    async ownEntry() {
      const { client } = host.open();
      const [{ practitioners, ...shown }, listings] = await Promise.all([facts(), directory.listings()]);
      const listing = listings.get(client.practice.id);
      const doctors = practitioners.map(({ name }) => name);
      if (listing === undefined || listing.isRemoved) return { ...shown, doctors, state: 'none' };
      const { entry } = listing;
      const isSame =
        entry.name === shown.name &&
        entry.place === shown.place &&
        JSON.stringify(entry.practitioners.map(ordered)) === JSON.stringify(practitioners.map(ordered));
      if (await isOwnEntry(client, entry)) return { ...shown, doctors, state: isSame ? 'current' : 'outdated' };
      // A key of an earlier epoch is the practice's own and due for a renewal; another one would be somebody's.
      return { ...shown, doctors, state: entry.epoch < client.secrets.writingEpoch() ? 'outdated' : 'foreign' };
    },
    async ownEntryPublish() {
      const { name, place, practitioners } = await facts();
      try {
        await publishEntry(host.open().client, { name, place, practitioners });
      } finally {
        directory.forget();
        emit('exchange', { changed: null });
      }
      return null;
    },
  };
}

function factsOf(
  documents: readonly SettingsDocument[],
  doctors: readonly { readonly id: string; readonly name: string }[],
  practice: string,
): EntryFacts {
  const letterhead = documents.find((one) => one.document === 'letterhead');
  const town = letterhead === undefined ? '' : `${letterhead.postalCode} ${letterhead.town}`.trim();
  return {
    name: letterhead?.name ?? practice,
    place: town,
    missing: [
      ...(letterhead === undefined ? ['letterhead' as const] : []),
      ...(letterhead !== undefined && town === '' ? ['town' as const] : []),
    ],
    practitioners: doctors.map(({ id, name }) => {
      const own = documents.find((one) => one.document === 'practitioner' && one.member === id);
      const { rpps = '', speciality = '' } = own?.document === 'practitioner' ? own : {};
      return {
        ...{ member: id, name },
        ...(rppsForm.test(rpps) && { rpps }),
        ...(speciality.trim() !== '' && { speciality: speciality.trim() }),
      };
    }),
  };
}

function ordered({ member, name, rpps, speciality }: EntryFacts['practitioners'][number]): readonly unknown[] {
  return [member, name, rpps, speciality];
}
