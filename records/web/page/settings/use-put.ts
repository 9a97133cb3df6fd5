import type { SettingsDocument } from '@etanche/records-client';
import type { CallError } from '../../port/page-side.ts';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { useUnsavedGuard } from './unsaved-guard.tsx';

type Entry = { readonly id: string; readonly version: number; readonly content: SettingsDocument };

export type Put = {
  /** Writes a document; the toast puts the earlier one back. */
  readonly put: (content: SettingsDocument, base: Entry | null, after?: () => void) => void;
  /** Removes a document; the toast adds it again. */
  readonly remove: (entry: Entry, name: string, after?: () => void) => void;
  readonly isPending: boolean;
  readonly error: CallError | null;
  /** Words for the first fault of a rejected document. */
  readonly fault: string | null;
};

export function usePut(): Put {
  const t = useTexts();
  const { setChanged } = useUnsavedGuard();
  const toast = useToast();
  const write = useWrite('settingsPut');
  const removal = useWrite('settingsRemove');
  const error = write.error ?? removal.error;
  const [issue] = error?.failure.issues ?? [];
  return {
    put(content, base, after) {
      if (write.isPending) return;
      write.mutate(
        { content, base: base === null ? null : { id: base.id, version: base.version } },
        {
          onSuccess: (id) => {
            toast(
              t.settings.saved,
              base === null
                ? undefined
                : () => {
                    write.mutate({ content: base.content, base: { id, version: base.version + 1 } });
                  },
            );
          },
          ifShown: () => {
            setChanged(false);
            after?.();
          },
        },
      );
    },
    remove(entry, name, after) {
      removal.mutate(
        { id: entry.id, version: entry.version },
        {
          onSuccess: () => {
            setChanged(false);
            after?.();
            toast(t.settings.removed(name), () => {
              write.mutate({ content: entry.content, base: null });
            });
          },
        },
      );
    },
    isPending: write.isPending || removal.isPending,
    error: issue === undefined ? error : null,
    fault: issue === undefined ? null : (t.settings.issues[issue.code] ?? t.settings.issues['schema'] ?? ''),
  };
}
