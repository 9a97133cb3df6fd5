import { RecordsClientError, type InteractionsDocument } from '@etanche/records-client';
import type { ThesaurusCalls } from '../../port/thesaurus-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { partsOf } from '../loaded-thesaurus.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';
import { thesaurusParts } from '../thesaurus-parts.ts';

export function createThesaurusCalls(host: SessionHost, store: SettingsStore): Pick<Handlers, keyof ThesaurusCalls> {
  /** The parts before the last change, so that it can be taken back. */
  let earlier: readonly InteractionsDocument[] | null = null;
  host.onClose(() => {
    earlier = null;
  });
  const replace = async (parts: readonly InteractionsDocument[]): Promise<null> => {
    const settings = await store.open();
    earlier = null;
    const before = partsOf(settings.entries()).map(({ content }) => content);
    try {
      await settings.putInteractions(parts);
      earlier = before;
    } finally {
      // After a conflict the screen shows the other member's thesaurus.
      store.changed(settings);
    }
    return null;
  };
  return {
    thesaurusLoad: async ({ text }) => replace(thesaurusParts(text)),
    thesaurusRemove: () => replace([]),
    thesaurusUndo() {
      if (earlier === null) throw new RecordsClientError('not_found', 'no change of this session can be taken back');
      return replace(earlier);
    },
  };
}
