import { startVault } from './single-vault.ts';

/** A vault in a process of its own, which a test may kill. Arguments: its directory, its database, its operator. */
const [directory = '', databaseUrl = '', operator = ''] = process.argv.slice(2);
const vault = await startVault(directory, databaseUrl, [operator]);
process.stdout.write(`${JSON.stringify({ url: vault.url, signingKey: vault.signingKey })}\n`);
process.once('SIGTERM', () => {
  void vault.close().then(() => {
    process.stdout.write('stopped\n');
  });
});
