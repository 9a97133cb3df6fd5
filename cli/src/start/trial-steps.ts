import type { Terminal } from '../terminal.ts';
import type { TrialOptions, TrialStep } from '@etanche/trial';
import { importProgress } from '../import-progress.ts';

const sentences: Readonly<Record<TrialStep, string>> = {
  database: 'PostgreSQL',
  vaults: 'Three vaults, each with its own seeds, database and signing key; any two answer',
  leak: 'A leak of fictitious people in the format of the laboratories’ file: 61 columns, Windows-1252, broken lines',
  import: 'The import into a sealed index, cosigned by the vaults',
  page: 'The page',
};

/** Shows the progress of `startTrial`, and ends it early after `signal`. `end` completes the last line. */
export function trialSteps(
  terminal: Terminal,
  signal: AbortSignal,
): Pick<TrialOptions, 'step' | 'report'> & { end: () => void } {
  const progress = importProgress(terminal, 900);
  let current: TrialStep | null = null;
  const end = (): void => {
    progress.end();
    if (current !== null) terminal.done(sentences[current]);
    current = null;
  };
  return {
    step: (step) => {
      signal.throwIfAborted();
      end();
      current = step;
    },
    report: (...reported) => {
      signal.throwIfAborted();
      progress.report(...reported);
    },
    end,
  };
}
