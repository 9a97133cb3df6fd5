import type { Command } from './command.ts';

/** A command in the help; its module is only loaded when it runs. */
export interface CommandEntry {
  /** The words after `etanche`, for example `vault serve`. */
  readonly name: string;
  /** One line of the general help. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** In the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'start',
    summary: 'run all of Check on this computer, with a demonstration leak',
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'vault serve',
    summary: 'run one vault of a federation',
    load: () => import('./commands/vault-serve.ts'),
  },
  {
    name: 'vault engine build',
    summary: 'compile the native engine of a vault on this machine',
    load: () => import('./commands/vault-engine-build.ts'),
  },
  {
    name: 'vault alarm test',
    summary: 'send a test alarm by webhook and mail',
    load: () => import('./commands/vault-alarm-test.ts'),
  },
  {
    name: 'vault seeds make',
    summary: 'perform this vault’s part in the seed ceremony',
    load: () => import('./commands/vault-seeds-make.ts'),
  },
  {
    name: 'vault seeds import',
    summary: 'import the seeds from other holders',
    load: () => import('./commands/vault-seeds-import.ts'),
  },
  {
    name: 'vault seeds export',
    summary: 'encrypt the shared seeds for a holder that lost them',
    load: () => import('./commands/vault-seeds-export.ts'),
  },
  {
    name: 'vault pages compare',
    summary: 'compare the approvals pages of the vaults',
    load: () => import('./commands/vault-pages-compare.ts'),
  },
  {
    name: 'check keys make',
    summary: 'create the keys of an operator, who publishes indexes',
    load: () => import('./commands/check-keys-make.ts'),
  },
  {
    name: 'check import',
    summary: 'turn a leaked file into a sealed index and its site',
    load: () => import('./commands/check-import.ts'),
  },
  {
    name: 'check verify',
    summary: 'verify a published index from outside',
    load: () => import('./commands/check-verify.ts'),
  },
  {
    name: 'check open',
    summary: 'decrypt the rejected rows or the letters of an import',
    load: () => import('./commands/check-open.ts'),
  },
  {
    name: 'check withdraw',
    summary: 'withdraw a published version permanently',
    load: () => import('./commands/check-withdraw.ts'),
  },
  {
    name: 'check serve',
    summary: 'serve a published index and its page',
    load: () => import('./commands/check-serve.ts'),
  },
  {
    name: 'records try',
    summary: 'try a practice on this computer: create, import, search, open',
    load: () => import('./commands/records-try.ts'),
  },
  {
    name: 'records serve',
    summary: 'run the server for sealed patient records',
    load: () => import('./commands/records-serve.ts'),
  },
  {
    name: 'records new-practice-token',
    summary: 'create a token with which one practice can be founded',
    load: () => import('./commands/records-new-practice-token.ts'),
  },
  {
    name: 'records copy-packs',
    summary: 'copy a file’s sealed packs from a backup, to repair it with',
    load: () => import('./commands/records-copy-packs.ts'),
  },
  {
    name: 'records import',
    summary: 'import FHIR bundles into a practice',
    load: () => import('./commands/records-import.ts'),
  },
  {
    name: 'records verify-log',
    summary: 'verify kept proofs of a practice’s audit log, without a server',
    load: () => import('./commands/records-verify-log.ts'),
  },
  {
    name: 'records medicines build',
    summary: 'make the index of medicines from the public database',
    load: () => import('./commands/records-medicines-build.ts'),
  },
  {
    name: 'gateway init',
    summary: 'draw the keys of a practice’s gateway',
    load: () => import('./commands/gateway-init.ts'),
  },
  {
    name: 'gateway serve',
    summary: 'exchange documents with other systems: mail, folder, local programs',
    load: () => import('./commands/gateway-serve.ts'),
  },
  {
    name: 'thefts',
    summary: 'run every known attack on disposable systems and report the exposure',
    load: () => import('./commands/thefts.ts'),
  },
];
