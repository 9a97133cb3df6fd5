import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { platform } from 'node:process';
import { PlatformError } from './platform-error.ts';

/**
 * Sees to it that no crash writes this process's memory, which holds a leak's plain text or a vault's seeds, to a disk.
 *
 * On Linux the process takes all its memory out of dumps (`/proc/self/coredump_filter`, core(5)): a limit alone does not
 * bind the handlers that `core_pattern` may pipe dumps to. The limit is set to 0 besides. Elsewhere a limit can only be
 * inherited: `needsShell` tells the caller to start itself again with `shellWithoutCoreDumps`.
 *
 * @throws PlatformError `memory_exposed`
 */
export function forbidCoreDumps(): 'forbidden' | 'needsShell' {
  if (platform === 'win32') return 'forbidden';
  if (platform !== 'linux') return inheritedLimit() === '0' ? 'forbidden' : 'needsShell';
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
    if (Number.parseInt(readFileSync('/proc/self/coredump_filter', 'latin1'), 16) === 0) return forbidByLimit();
  } catch (cause) {
    throw new PlatformError('memory_exposed', 'core dumps cannot be switched off', { cause });
  }
  throw new PlatformError('memory_exposed', 'core dumps cannot be switched off');
}

/** Arguments for /bin/sh that run a command with a core limit of 0. */
export function shellWithoutCoreDumps(command: readonly string[]): string[] {
  return ['-c', 'ulimit -c 0 && exec "$0" "$@"', ...command];
}

/** util-linux's prlimit sets a running process's limit; without it the filter alone keeps memory out of dumps. */
function forbidByLimit(): 'forbidden' {
  try {
    execFileSync('prlimit', ['--core=0:0', '--pid', String(process.pid)], { stdio: 'ignore' });
  } catch {
    return 'forbidden';
  }
  return 'forbidden';
}

function inheritedLimit(): string {
  return execFileSync('/bin/sh', ['-c', 'ulimit -c'], { encoding: 'utf8' }).trim();
}
