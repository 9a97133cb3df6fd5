import { listMembers, type Settings } from '@etanche/records-client';
import { adoptSettings, forgetSettings } from '../port/practice-setup.ts';
import type { SettingsView } from '../port/settings-calls.ts';
import type { ThesaurusView } from '../port/thesaurus-calls.ts';
import { createThesaurusKeeper, partsOf, versionsOf, type LoadedThesaurus } from './loaded-thesaurus.ts';
import type { SessionHost } from './session-host.ts';

/**
 * The settings of the open session, read once for all tabs. A doctor's follow what other members write, so that a
 * prescription is checked against the thesaurus in force.
 */
export type SettingsStore = {
  open(): Promise<Settings>;
  /** Adopts what was written or read. */
  changed(settings: Settings): void;
  nameOf(member: string): Promise<string>;
  thesaurus(): Promise<LoadedThesaurus>;
};

export function createSettingsStore(host: SessionHost, emit: (at: number) => void): SettingsStore {
  let opening: Promise<Settings> | null = null;
  let names: Promise<ReadonlyMap<string, string>> | null = null;
  let thesaurusOf = createThesaurusKeeper();
  host.onClose(() => {
    opening = null;
    names = null;
    thesaurusOf = createThesaurusKeeper();
    forgetSettings();
  });
  let thesaurusVersions = '';
  /** @returns whether the thesaurus is another one */
  const adopt = (settings: Settings): boolean => {
    const entries = settings.entries();
    adoptSettings(entries.map(({ content }) => content));
    const before = thesaurusVersions;
    thesaurusVersions = versionsOf(partsOf(entries));
    return thesaurusVersions !== before;
  };
  const follow = (settings: Settings): Settings => {
    adopt(settings);
    const { data, me } = host.open();
    if (!me.roles.includes('doctor')) return settings;
    data.live.followSettings(settings, (change) => {
      // Opened again, they show why this ended.
      if (change !== 'changed') opening = null;
      // A form that is open keeps the version on which it is based, and shows another one when it is stored.
      if (adopt(settings) || change !== 'changed') emit(Date.now());
    });
    return settings;
  };
  const open = (): Promise<Settings> => {
    opening ??= host
      .open()
      .data.settings()
      .then(follow)
      .catch((error: unknown) => {
        opening = null;
        throw error;
      });
    return opening;
  };
  return {
    open,
    changed(settings) {
      adopt(settings);
      emit(Date.now());
    },
    async nameOf(member) {
      names ??= listMembers(host.open().client).then((all) => new Map(all.map((one) => [one.member, one.name])));
      return (await names).get(member) ?? '';
    },
    async thesaurus() {
      return thesaurusOf((await open()).entries());
    },
  };
}

/** The settings as the page shows them. */
export async function viewOfSettings(store: SettingsStore, writable: SettingsView['writable']): Promise<SettingsView> {
  const settings = await store.open();
  const entries = await Promise.all(
    settings
      .entries()
      .filter(({ content }) => content.document !== 'interactions')
      .map(async (entry) => ({ ...entry, authorName: await store.nameOf(entry.author) })),
  );
  return { entries, thesaurus: await thesaurusView(store, settings), rejected: settings.rejected(), writable };
}

async function thesaurusView(store: SettingsStore, settings: Settings): Promise<ThesaurusView | null> {
  const [newest] = partsOf(settings.entries()).toSorted((one, other) => other.time - one.time);
  if (newest === undefined) return null;
  const { name, date, source } = newest.content;
  const loaded = await store.thesaurus();
  const count = loaded.state === 'complete' ? loaded.count : null;
  return { name, date, source, count, authorName: await store.nameOf(newest.author), time: newest.time };
}
