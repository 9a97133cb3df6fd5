import type { Terminal } from '@etanche/platform';
import type { TrialOptions, TrialStep } from '@etanche/trial';
import { importProgress } from '../import-progress.ts';

const sentences: Readonly<Record<TrialStep, string>> = {
  database: 'PostgreSQL',
  vaults: 'Three vaults, each with seeds, a database and a signing key of its own; any two answer',
  leak: 'A leak of people who do not exist, in the shape of the laboratories’ file: 61 columns, Windows-1252, broken lines',
  import: 'Its import into a sealed index, cosigned by the vaults',
  page: 'The page',
};

/** Shows what `startTrial` is at. `end` closes the last line. */
export function trialSteps(terminal: Terminal): Pick<TrialOptions, 'step' | 'report'> & { end: () => void } {
  const progress = importProgress(terminal, 900);
  let current: TrialStep | null = null;
  const end = (): void => {
    progress.end();
    if (current !== null) terminal.done(sentences[current]);
    current = null;
  };
  return {
    step: (step) => {
      end();
      current = step;
    },
    report: progress.report,
    end,
  };
}
