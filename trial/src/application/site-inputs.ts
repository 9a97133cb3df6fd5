import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** Rooms whose sources the application is built from, and the versions of all packages. */
const sources = [
  '{core,records,ui}/*/{src,page,worker,reader,writer,port,paper}/**/*.{ts,tsx,css}',
  'records/medicines/data/*',
  'ui/src/**/*.{ts,css}',
  'vault/client/src/**/*.ts',
  'package-lock.json',
];

/**
 * A hash over everything that the built application depends on: its settings, the sources, the versions of the packages
 * and of Node. An unchanged hash means that building again would give the same files.
 */
export async function hashSiteInputs(settings: unknown): Promise<string> {
  const paths: string[] = [];
  for await (const path of glob(sources, { cwd: repository })) paths.push(path);
  const hash = createHash('sha256').update(JSON.stringify([process.version, settings]));
  for (const path of paths.sort()) {
    const bytes = await readFile(join(repository, path));
    hash.update(`\n${path}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}
