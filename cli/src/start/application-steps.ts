import type { ApplicationOptions, ApplicationStep } from '@etanche/trial';
import type { Terminal } from '../terminal.ts';

const sentences: Readonly<Record<ApplicationStep, string>> = {
  servers: 'Three more vaults for the practice, and its records server',
  people: 'Two doctors, a midwife, a secretary and an administrator, each with a passkey',
  patients: 'Fictitious patients, imported and sealed one by one',
  gateway: 'Its gateway, which a laboratory and MSSanté mail reach, enrolled by two approvers',
  agenda: 'The agenda of this week',
  work: 'Results, messages, tasks and documents of the first morning',
  messages: 'A second practice on the same vaults, and sealed messages between both',
  application: 'The application',
};

const counted: Partial<Record<ApplicationStep, string>> = { patients: 'Patients written', agenda: 'Days filled' };

/** Shows the progress of `startApplication`, and ends it early after `signal`. `end` completes the last line. */
export function applicationSteps(
  terminal: Terminal,
  signal: AbortSignal,
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
      signal.throwIfAborted();
      end();
      current = step;
    },
    progress: (done, total) => {
      signal.throwIfAborted();
      const label = current === null ? undefined : counted[current];
      if (label === undefined) return;
      bar ??= terminal.progress(label, total);
      last = done;
      bar.update(done);
    },
    end,
  };
}
