import type { Terminal } from '../terminal.ts';
import type { ImportRequest } from '@etanche/records-import';

const labels = { survey: 'Files read', write: 'Patients written' } as const;

/** One bar for each step of an import, with its speed and the time left. */
export function recordsImportProgress(terminal: Terminal): {
  readonly report: ImportRequest['report'];
  readonly end: () => void;
} {
  let current: { readonly step: keyof typeof labels; readonly bar: ReturnType<Terminal['progress']> } | null = null;
  let last = 0;
  const end = (): void => {
    if (last > 0) current?.bar.finish(last);
    [current, last] = [null, 0];
  };
  return {
    report: (step, done, total) => {
      if (current?.step !== step) {
        end();
        current = { step, bar: terminal.progress(labels[step], total ?? undefined) };
      }
      last = done;
      current.bar.update(done);
    },
    end,
  };
}
