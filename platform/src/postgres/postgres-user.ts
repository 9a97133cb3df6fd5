import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** PostgreSQL refuses to run as root; root starts it as this user. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** The unprivileged user, or undefined if this process is not root. initdb requires an account with a name. */
export function postgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  return accounts.get('postgres') ?? accounts.get('nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** True if that user can enter `directory` through all its parents. */
export function canEnter(user: PostgresUser | undefined, directory: string): boolean {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (!canTraverse(user, folder)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function canTraverse(user: PostgresUser | undefined, folder: string): boolean {
  try {
    if (!user) {
      accessSync(folder, constants.X_OK);
      return true;
    }
    const { mode, uid, gid } = statSync(folder);
    if (uid === user.uid) return (mode & 0o100) !== 0;
    if (gid === user.gid) return (mode & 0o010) !== 0;
    return (mode & 0o001) !== 0;
  } catch {
    return false;
  }
}
