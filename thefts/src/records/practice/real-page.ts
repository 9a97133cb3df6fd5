import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRecordsSite, writeRecordsSite } from '@etanche/records-site';
import { startPasskeyService, type TrialMember } from '@etanche/trial';
import { createHost, type PageHashes } from '@etanche/ui-host';
import type { TheftPractice } from './theft-practice.ts';

/** The application as `records/site` builds it, for a practice under attack. Its people sign in with one click. */
export type RealPage = AsyncDisposable & {
  readonly directory: string;
  /** The files and hashes that the operator publishes. */
  readonly published: PageHashes;
  /** Every file by its path. */
  files(): Promise<Map<string, Uint8Array>>;
};

type Hosted = AsyncDisposable & { readonly url: string };

/** Port of the application, which its origin names, and of the service with the members' passkeys. */
export type PagePorts = { readonly application: number; readonly passkeys: number };

/** Builds the real application for the practice, and starts the service that signs in for these members. */
export async function buildRealPage(
  { practice, directory }: TheftPractice,
  members: readonly TrialMember[],
  ports: PagePorts,
): Promise<RealPage> {
  await using building = new AsyncDisposableStack();
  const { federation, records, origin } = practice.servers;
  const passkeys = new Map(members.map((member) => [member.name, member.passkeys]));
  const approve = () => Promise.reject(new Error('nobody approves an order in an attack'));
  const service = building.use(await startPasskeyService(ports.passkeys, origin, { members: passkeys, approve }));
  const out = join(directory, 'site');
  const people = members.map(({ name }) => ({ key: name, name, role: 'doctor' as const }));
  const published = await writeRecordsSite({
    out,
    site: { serverUrl: records.url, federation, demonstration: { url: service.url, people } },
    vaultUrls: federation.vaults.map(({ url }) => url),
  });
  const running = building.move();
  return {
    ...{ directory: out, published },
    files: async () =>
      new Map(
        await Promise.all(published.files.map(async ({ path }) => [path, await readFile(join(out, path))] as const)),
      ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Hosts the directory with the operator's host, which verifies its files first. */
export async function hostByOperator({ directory }: Pick<RealPage, 'directory'>, port: number): Promise<Hosted> {
  const site = await createRecordsSite({ directory, host: 'localhost', port, tls: null });
  return { url: site.url, [Symbol.asyncDispose]: () => site.close() };
}

/** Hosts any files at the application's address with the operator's policy, and verifies nothing. */
export async function hostByAttacker(
  files: ReadonlyMap<string, Uint8Array>,
  { published }: Pick<RealPage, 'published'>,
  port: number,
): Promise<Hosted> {
  const policy = [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'",
    `worker-src 'self'; connect-src 'self' ${published.origins.join(' ')}`,
  ].join('; ');
  const host = await createHost({
    files: {
      origins: published.origins,
      find: (path) => {
        const identity = files.get(path);
        const found = identity === undefined ? null : { path, identity, compressed: new Map(), isImmutable: false };
        return Promise.resolve(found);
      },
    },
    policies: { page: policy, script: policy },
    features: ['publickey-credentials-get'],
    ...{ host: 'localhost', port, tls: null },
  });
  return { url: host.url, [Symbol.asyncDispose]: () => host.close() };
}

/** Fetches every published file from a site. @returns the paths of those that do not have their published hash */
export async function alteredFiles(url: string, { files }: PageHashes): Promise<string[]> {
  const altered: string[] = [];
  for (const { path, sha256 } of files) {
    const response = await fetch(new URL(path, url));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok || createHash('sha256').update(bytes).digest('hex') !== sha256) altered.push(path);
  }
  return altered;
}
