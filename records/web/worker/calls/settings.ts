import { DataError, writersOf, type DocumentName } from '@etanche/records-client';
import type { SettingsCalls } from '../../port/settings-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import type { SessionHost } from '../session-host.ts';
import { viewOfSettings, type SettingsStore } from '../settings-store.ts';

export function createSettingsCalls(host: SessionHost, store: SettingsStore): Pick<Handlers, keyof SettingsCalls> {
  const writable = (): DocumentName[] => {
    const { roles } = host.open().me;
    return (Object.keys(writersOf) as DocumentName[]).filter((name) =>
      writersOf[name].some((role) => roles.includes(role)),
    );
  };
  return {
    settings: () => viewOfSettings(store, writable()),
    async settingsPut({ content, base }) {
      const settings = await store.open();
      try {
        return await settings.put(content, base);
      } finally {
        // After a conflict the screen shows the other member's version.
        store.changed(settings);
      }
    },
    async settingsRemove({ id, version }) {
      const settings = await store.open();
      const entry = settings.entries().find((one) => one.id === id);
      if (entry === undefined) throw new DataError('conflict', 'another member has removed the document');
      try {
        await settings.remove({ ...entry, version });
      } finally {
        store.changed(settings);
      }
      return null;
    },
    async settingsHistory({ id }) {
      const versions = await (await store.open()).history(id);
      return Promise.all(
        versions.map(async (version) => ({ ...version, authorName: await store.nameOf(version.author) })),
      );
    },
  };
}
