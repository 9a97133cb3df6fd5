import { listMembers, type Settings } from '@etanche/records-client';
import { adoptSettings, forgetSettings } from '../port/practice-setup.ts';
import type { SettingsView } from '../port/settings-calls.ts';
import type { SessionHost } from './session-host.ts';

/** The settings of the open session, read once for all tabs. */
export type SettingsStore = {
  open(): Promise<Settings>;
  /** Adopts what was written or read. */
  changed(settings: Settings): void;
  nameOf(member: string): Promise<string>;
};

export function createSettingsStore(host: SessionHost, emit: (at: number) => void): SettingsStore {
  let opening: Promise<Settings> | null = null;
  let names: Promise<ReadonlyMap<string, string>> | null = null;
  host.onClose(() => {
    opening = null;
    names = null;
    forgetSettings();
  });
  const adopt = (settings: Settings): Settings => {
    adoptSettings(settings.entries().map(({ content }) => content));
    return settings;
  };
  return {
    open() {
      opening ??= host
        .open()
        .data.settings()
        .then(adopt)
        .catch((error: unknown) => {
          opening = null;
          throw error;
        });
      return opening;
    },
    changed(settings) {
      adopt(settings);
      emit(Date.now());
    },
    async nameOf(member) {
      names ??= listMembers(host.open().client).then((all) => new Map(all.map((one) => [one.member, one.name])));
      return (await names).get(member) ?? '';
    },
  };
}

/** The settings as the page shows them. */
export async function viewOfSettings(store: SettingsStore, writable: SettingsView['writable']): Promise<SettingsView> {
  const settings = await store.open();
  const entries = await Promise.all(
    settings.entries().map(async (entry) => ({ ...entry, authorName: await store.nameOf(entry.author) })),
  );
  return { entries, rejected: settings.rejected(), writable };
}
