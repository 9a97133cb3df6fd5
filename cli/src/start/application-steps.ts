import type { ApplicationOptions, ApplicationStep } from '@etanche/trial';
import type { Terminal } from '../terminal.ts';

const sentences: Readonly<Record<ApplicationStep, string>> = {
  servers: 'Three more vaults for the practice, and its records server',
  people: 'Two doctors, a midwife, a secretary and an administrator, each with a passkey',
  patients: 'Fictitious patients, imported and sealed one by one',
  agenda: 'The agenda of this week',
  application: 'The application',
};

const counted: Partial<Record<ApplicationStep, string>> = { patients: 'Patients written', agenda: 'Days filled' };

/** Shows the progress of `startApplication`. `end` completes the last line. */
export function applicationSteps(
  terminal: Terminal,
): Pick<ApplicationOptions, 'step' | 'progress'> & { readonly end: () => void } {
  let current: ApplicationStep | null = null;
  let bar: ReturnType<Terminal['progress']> | null = null;
  let last = 0;
  const end = (): void => {
    if (bar !== null && last > 0) bar.finish(last);
    if (current !== null) terminal.done(sentences[current]);
    [current, bar, last] = [null, null, 0];
  };
  return {
    step: (step) => {
      end();
      current = step;
    },
    progress: (done, total) => {
      const label = current === null ? undefined : counted[current];
      if (label === undefined) return;
      bar ??= terminal.progress(label, total);
      last = done;
      bar.update(done);
    },
    end,
  };
}
