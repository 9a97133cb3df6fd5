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
    name: 'vault serve',
    summary: 'run one vault of a federation',
    load: () => import('./commands/vault-serve.ts'),
  },
  {
    name: 'vault alarm test',
    summary: 'send a test alarm by webhook and mail',
    load: () => import('./commands/vault-alarm-test.ts'),
  },
  {
    name: 'vault seeds make',
    summary: 'this vault’s part in the ceremony of the seeds',
    load: () => import('./commands/vault-seeds-make.ts'),
  },
  {
    name: 'vault seeds import',
    summary: 'take the seeds that other holders sent',
    load: () => import('./commands/vault-seeds-import.ts'),
  },
  {
    name: 'vault seeds export',
    summary: 'encrypt the shared seeds to a holder that lost them',
    load: () => import('./commands/vault-seeds-export.ts'),
  },
  {
    name: 'vault pages compare',
    summary: 'compare the approvals pages that the vaults serve',
    load: () => import('./commands/vault-pages-compare.ts'),
  },
  {
    name: 'check keys make',
    summary: 'make the keys of an operator, who publishes indexes',
    load: () => import('./commands/check-keys-make.ts'),
  },
  {
    name: 'check import',
    summary: 'turn a leaked file into a sealed index and its site',
    load: () => import('./commands/check-import.ts'),
  },
  {
    name: 'check verify',
    summary: 'check a published index from the outside',
    load: () => import('./commands/check-verify.ts'),
  },
  {
    name: 'check open',
    summary: 'decrypt the rejected rows or the letters of an import',
    load: () => import('./commands/check-open.ts'),
  },
  {
    name: 'check withdraw',
    summary: 'take a published version down for good',
    load: () => import('./commands/check-withdraw.ts'),
  },
  {
    name: 'check serve',
    summary: 'serve a published index and its page',
    load: () => import('./commands/check-serve.ts'),
  },
  {
    name: 'records try',
    summary: 'a practice on this computer: found, fill, search, open',
    load: () => import('./commands/records-try.ts'),
  },
  {
    name: 'records serve',
    summary: 'run the server of a practice’s sealed records',
    load: () => import('./commands/records-serve.ts'),
  },
  {
    name: 'records found',
    summary: 'make a token by which a practice is founded',
    load: () => import('./commands/records-found.ts'),
  },
  {
    name: 'records import',
    summary: 'bring FHIR bundles into a practice',
    load: () => import('./commands/records-import.ts'),
  },
  {
    name: 'thefts',
    summary: 'rob a throwaway system in every known way, and say what it yields',
    load: () => import('./commands/thefts.ts'),
  },
];
