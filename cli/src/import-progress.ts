import type { Progress, Report, Step } from '@etanche/check-import';
import type { Terminal } from '@etanche/platform';

type Bar = ReturnType<Terminal['progress']>;

const labels: Readonly<Record<Step, string>> = {
  fingerprint: 'Fingerprint of the files (bytes)',
  read: 'Rows read (bytes)',
  merge: 'Rows of one person put together (parts)',
  evaluate: 'Terms stretched, evaluated and sealed',
  write: 'Bucket files written',
  publish: 'Vaults asked to cosign',
};

/** One bar for each step of an import, with its speed and the time left; a line when the vaults keep it waiting. */
export function importProgress(terminal: Terminal): { report: Report; end: () => void } {
  let step: Step | null = null;
  let bar: Bar | null = null;
  let last: Progress | null = null;
  let said = '';
  const end = (): void => {
    if (bar !== null && last !== null && last.done > 0) bar.finish(last.done);
    [step, bar, last] = [null, null, null];
  };
  const report: Report = (progress) => {
    if (progress.waiting !== undefined) {
      if (progress.waiting !== said) terminal.warn(progress.waiting);
      said = progress.waiting;
      return;
    }
    said = '';
    if (progress.step !== step) {
      end();
      step = progress.step;
      bar = terminal.progress(labels[step], progress.total ?? undefined);
    }
    last = progress;
    bar?.update(progress.done);
  };
  return { report, end };
}
