import type { Command } from './command.ts';

/** A command's place in the help; its file, with the room that it uses, is loaded only when it runs. */
export interface CommandEntry {
  /** The words after `etanche`, such as `vault serve`. */
  readonly name: string;
  /** One line of the general help. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** In the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'start',
    summary: 'all of Check on this computer, with a demonstration leak',
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'check serve',
    summary: 'serve a published index and its page',
    load: () => import('./commands/check-serve.ts'),
  },
];
