import { useCallback, useRef } from 'react';
import type { Written } from '../../port/entry-calls.ts';
import type { CallError } from '../../port/page-side.ts';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { useToast } from './toasts.tsx';
import { usePageKeys } from './use-page-keys.ts';

export type Undo = {
  /** Shows a sentence about what was written, with a way back: the button, or Ctrl Z outside a field. */
  readonly done: (text: string, written: readonly Written[]) => void;
  readonly error: CallError | null;
};

/** Takes back the last write to a file that this screen made. */
export function useUndo(scope: string): Undo {
  const t = useTexts();
  const show = useToast();
  const { mutate, error } = useWrite('recordUndo');
  const last = useRef<readonly Written[] | null>(null);
  const undo = useCallback(() => {
    const written = last.current;
    last.current = null;
    if (written === null) return;
    mutate(
      { scope, written },
      {
        onSuccess: () => {
          show(t.clinic.undone);
        },
      },
    );
  }, [mutate, scope, show, t]);
  usePageKeys((event) => {
    const isField = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (!event.ctrlKey || event.key !== 'z' || isField || last.current === null) return;
    event.preventDefault();
    undo();
  });
  const done = useCallback(
    (text: string, written: readonly Written[]) => {
      last.current = written;
      show(written.some(({ unsent }) => unsent !== undefined) ? t.unsent.toast(text) : text, undo);
    },
    [show, undo, t],
  );
  return { done, error };
}
