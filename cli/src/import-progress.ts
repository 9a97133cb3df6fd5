import type { Progress, Report, Step } from '@etanche/check-import';
import type { Terminal } from './terminal.ts';

type Bar = ReturnType<Terminal['progress']>;

const labels: Readonly<Record<Step, string>> = {
  fingerprint: 'Fingerprint of the files (bytes)',
  read: 'Rows read (bytes)',
  merge: 'Rows of each person merged (partitions)',
  evaluate: 'Terms stretched, evaluated and sealed',
  write: 'Bucket files written',
  publish: 'Manifests cosigned by enough vaults',
};

/**
 * One bar for each step of an import, with its speed and the time left. A vault that fails is reported once, with the
 * waiting time and the hint that stopping loses nothing.
 *
 * @param patienceSeconds how long the import waits for unreachable vaults
 */
export function importProgress(terminal: Terminal, patienceSeconds: number): { report: Report; end: () => void } {
  let step: Step | null = null;
  let bar: Bar | null = null;
  let last: Progress | null = null;
  const reported = new Set<string>();
  const end = (): void => {
    if (bar !== null && last !== null && last.done > 0) bar.finish(last.done);
    [step, bar, last] = [null, null, null];
  };
  const report: Report = (progress) => {
    if (progress.waiting !== undefined) {
      const failures = progress.waiting.split(', ').filter((failure) => !reported.has(failure));
      for (const failure of failures) reported.add(failure);
      if (failures.length > 0) terminal.warn(`${failures.join(', ')}; ${waitingWords(patienceSeconds)}`);
      return;
    }
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

function waitingWords(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `the import waits up to ${minutes} min for it; you can stop it now and resume with the same command`;
}
