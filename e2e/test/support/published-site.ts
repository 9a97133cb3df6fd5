import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import {
  makeOperatorKeys,
  openOperatorKeys,
  parseLeakFile,
  runImport,
  workDirectory,
  type ImportRequest,
} from '@etanche/check-import';
import { createSiteServer, writeSite } from '@etanche/check-site';
import type { Host } from '@etanche/ui-host';
import { trustSchema, type Kind, type Stretch, type Trust } from '@etanche/core-check-protocol';
import { parseShape, toBase64url } from '@etanche/core-wire';
import { describeSource, parseMapping } from '@etanche/intake';
import { TestDatabase, type TestServer } from '@etanche/platform';
import type { SigningKey } from '@etanche/vault-client';
import { migrationsDirectory, startLocalFederation, type LocalFederation } from '@etanche/vault-server';
import { leakedMapping, leakedPeople, type Leaked } from './leaked-people.ts';

export type PublishedSite = AsyncDisposable & {
  readonly url: string;
  /** The directory that the host serves. */
  readonly directory: string;
  readonly people: Leaked;
  readonly federation: LocalFederation;
  readonly trust: Trust;
  /** The publishing operator. */
  readonly operator: SigningKey;
  /** The code in the letter to `people.complete`. */
  readonly code: string;
};

export type PublishedSiteOptions = {
  readonly people: number;
  readonly kinds: readonly Kind[];
  readonly stretch: Stretch | null;
};

/** Light stretching: the tests cover the page, which runs the same code with any parameters. */
export const lightStretch: Stretch = { algorithm: 'argon2id', memoryKiB: 256, passes: 1, lanes: 1 };

/** Three vaults with threshold two, a leak imported through them, and the built and served page, all real. */
export async function publishSite(testServer: TestServer, options: PublishedSiteOptions): Promise<PublishedSite> {
  await using building = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'etanche-e2e-'));
  building.defer(async () => rm(root, { recursive: true, force: true }));
  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const lock = { passphrase: 'a passphrase of the tests', workFactor: 2 };
  const keys = await openOperatorKeys(await makeOperatorKeys(lock, random), lock);
  const databases: string[] = [];
  for (let i = 0; i < 3; i++) {
    const database = building.use(await TestDatabase.create(testServer, migrationsDirectory));
    databases.push(database.url.reveal());
  }
  const operators = [toBase64url(keys.signing.publicKey)];
  const directory = join(root, 'vaults');
  const federation = building.use(
    await startLocalFederation({ vaults: 3, threshold: 2, directory, databases, operators, config: { workers: 0 } }),
  );
  const people = leakedPeople(options.people);
  const out = join(root, 'site');
  await importPeople(people, { keys, federation, out, root, random, options });
  const trust = parseShape(trustSchema, JSON.parse(await readFile(workDirectory(out).trust, 'utf8')), 'trust');
  const code = await codeOf(people, workDirectory(out).letters, keys.identity);
  const { vaults } = federation.federation;
  await writeSite({
    out,
    trust,
    vaultUrls: vaults.map(({ url }) => url),
    leak: { controller: leak.controller, legalBasis: leak.legalBasis, contact: leak.contact },
    hostedBy: 'Hébergeur Démo, 2 rue de l’Exemple, 35000 Rennes',
  });
  const server = await createSiteServer({ directory: out, host: '127.0.0.1', port: 0, tls: null });
  building.defer(async () => server.close());
  const running = building.move();
  return {
    ...{ url: `${server.url}/`, directory: out, people, federation, trust, code },
    operator: keys.signing,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}

/** A second host of the same files, altered by the test beforehand. */
export async function serveCopy(directory: string): Promise<Host> {
  return createSiteServer({ directory, host: '127.0.0.1', port: 0, tls: null });
}

const leak = {
  title: { fr: 'Fuite de données des Laboratoires Démo', en: 'Data leak at Laboratoires Démo' },
  summary: {
    fr: 'En février 2021, un fichier de patients a été copié puis publié sur Internet. Les laboratoires et les personnes de cette page sont fictifs.',
    en: 'In February 2021, a file of patients was copied and then published on the Internet. The laboratories and the people of this page are fictitious.',
  },
  controller: 'Laboratoires Démo',
  legalBasis: 'RGPD, article 34',
  occurred: { from: '2020-10', to: '2021-02-14' },
  discovered: '2021-02-23',
  contact: {
    name: 'Délégué à la protection des données',
    email: 'dpo@laboratoires-demo.example',
    phone: '0 800 00 00 00',
    url: 'https://www.laboratoires-demo.example/fuite',
    address: '1 rue de l’Exemple, 56100 Lorient',
  },
} as const;

type Import = Pick<ImportRequest, 'keys' | 'out' | 'random'> & {
  federation: LocalFederation;
  root: string;
  options: PublishedSiteOptions;
};

async function importPeople(people: Leaked, settings: Import): Promise<void> {
  const { root, options, federation, ...rest } = settings;
  const path = join(root, 'leaked.csv');
  await writeFile(path, people.file);
  const description = await describeSource(path);
  const mapping = parseMapping(leakedMapping, description);
  const expires = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  await runImport({
    ...rest,
    sources: [{ path, bytes: Buffer.byteLength(people.file), description, mapping }],
    leak: parseLeakFile({ ...leak, index: 'demo', version: 1, expires, kinds: options.kinds }),
    federation: federation.federation,
    stretch: options.stretch,
    workers: 1,
    patienceSeconds: 30,
    now: Date.now,
    fetch: globalThis.fetch,
    report: () => undefined,
  });
}

async function codeOf(people: Leaked, letters: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const text = await decrypter.decrypt(await readFile(letters), 'text').catch(() => '');
  const line = text.split('\r\n').find((candidate) => candidate.includes(people.complete.birthName));
  return line?.split(';')[0] ?? '';
}
