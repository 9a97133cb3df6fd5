import type { Settings } from '@etanche/records-client';
import { adoptSettings, forgetSettings } from '../port/practice-setup.ts';
import type { SettingsView } from '../port/settings-calls.ts';
import type { ThesaurusView } from '../port/thesaurus-calls.ts';
import { createThesaurusKeeper, partsOf, type LoadedThesaurus } from './loaded-thesaurus.ts';
import { memberNames } from './member-names.ts';
import { createNameKeeper } from './name-keeper.ts';
import type { SessionHost } from './session-host.ts';

/** The settings of the open session, read once for all tabs. They follow what other members write. */
export type SettingsStore = {
  open(): Promise<Settings>;
  /** Adopts what was written or read. */
  changed(settings: Settings): void;
  /** @returns null if the name is not known */
  nameOf(member: string): Promise<string | null>;
  thesaurus(): Promise<LoadedThesaurus>;
};

export function createSettingsStore(host: SessionHost, emit: (at: number) => void): SettingsStore {
  let opening: Promise<Settings> | null = null;
  const newNames = () => createNameKeeper(() => memberNames(host.open().client));
  let names = newNames();
  let thesaurusOf = createThesaurusKeeper();
  host.onClose(() => {
    opening = null;
    names = newNames();
    thesaurusOf = createThesaurusKeeper();
    forgetSettings();
  });
  const adopt = (settings: Settings): void => {
    adoptSettings(settings.entries().map(({ content }) => content));
  };
  const follow = (settings: Settings): Settings => {
    adopt(settings);
    host.open().data.live.followSettings(settings, (change) => {
      // Opened again, they show why this ended.
      if (change !== 'changed') opening = null;
      adopt(settings);
      emit(Date.now());
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
    nameOf: (member) => names.nameOf(member),
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
