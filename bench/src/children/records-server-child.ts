import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64url } from '@etanche/core-wire';
import { Secret } from '@etanche/platform';
import { createRecordsServer, defaults, type RecordsServer } from '@etanche/records-server';
import { random } from '../random.ts';
import { serveParent } from './serve-parent.ts';

export type RecordsServerQuestion =
  | { readonly ask: 'start'; readonly directory: string; readonly databaseUrl: string }
  | { readonly ask: 'cpu' };
/** CPU time of the whole process so far, in seconds. */
export type RecordsServerAnswer = { readonly url: string; readonly cpuSeconds: number };

const day = 86_400_000;
let running: RecordsServer | null = null;

// A records server in a process of its own, so that its CPU time can be measured separately. The federation has one
// unreachable vault; membership counts as freshly read, so no vault is asked.
serveParent(
  async (question: RecordsServerQuestion) => {
    if (question.ask === 'start') running = await start(question.directory, question.databaseUrl);
    const { user, system } = process.cpuUsage();
    return { url: running?.url ?? '', cpuSeconds: (user + system) / 1e6 };
  },
  async () => running?.close(),
);

async function start(directory: string, databaseUrl: string): Promise<RecordsServer> {
  const federationFile = join(directory, 'federation.json');
  const vault = { index: 1, url: 'http://127.0.0.1:9', signingKey: toBase64url(random(32)) };
  writeFileSync(federationFile, JSON.stringify({ threshold: 1, vaults: [vault] }));
  return createRecordsServer(
    {
      ...defaults,
      ...{ directory, federationFile, listen: { host: '127.0.0.1', port: 0 }, metrics: null, trustedHops: 0 },
      ...{ rpId: 'localhost', origins: ['http://localhost'], identity: null, logLevel: 'silent' },
      blobs: { kind: 'directory', path: join(directory, 'binaries') },
      data: { ...defaults.data, patientsPerDay: 1_000_000 },
      chain: { ...defaults.chain, freshMs: day, mostMs: day },
    },
    { databaseUrl: new Secret(databaseUrl), blobs: null, identity: null },
  );
}
