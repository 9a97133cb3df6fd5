import { listMembers, type Settings } from '@etanche/records-client';
import { adoptSettings, forgetSettings } from '../port/practice-setup.ts';
import type { SettingsView } from '../port/settings-calls.ts';
import type { ThesaurusView } from '../port/thesaurus-calls.ts';
import { createThesaurusKeeper, partsOf, type LoadedThesaurus } from './loaded-thesaurus.ts';
import type { SessionHost } from './session-host.ts';

/** The settings of the open session, read once for all tabs. */
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
  const adopt = (settings: Settings): Settings => {
    adoptSettings(settings.entries().map(({ content }) => content));
    return settings;
  };
  const open = (): Promise<Settings> => {
    opening ??= host
      .open()
      .data.settings()
      .then(adopt)
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
