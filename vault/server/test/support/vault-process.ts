import { flushCompileCache } from 'node:module';
import type { VaultConfig } from '../../src/index.ts';
import { startVault } from './single-vault.ts';

/** A vault in a process of its own that a test may kill. Arguments: directory, database, operator, settings in JSON. */
const [directory = '', databaseUrl = '', operator = '', change = '{}'] = process.argv.slice(2);
const vault = await startVault(directory, databaseUrl, [operator], JSON.parse(change) as Partial<VaultConfig>);
// A killed process keeps nothing of what it compiled for the next one.
flushCompileCache();
process.stdout.write(`${JSON.stringify({ url: vault.url, signingKey: vault.signingKey })}\n`);
process.once('SIGTERM', () => {
  void vault.close().then(() => {
    process.stdout.write('stopped\n');
  });
});
