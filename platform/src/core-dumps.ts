import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { platform } from 'node:process';
import { PlatformError } from './platform-error.ts';

/**
 * Prevents a crash from writing this process's memory, with a leak's plain text or a vault's seeds, to disk.
 *
 * On Linux the process excludes all its memory from dumps (`/proc/self/coredump_filter`, core(5)), since handlers in
 * `core_pattern` ignore the limit, and also sets the limit to 0. Elsewhere a limit can only be inherited: `needsShell`
 * means that the caller has to start itself again with `shellWithoutCoreDumps`.
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
    throw new PlatformError('memory_exposed', 'core dumps cannot be disabled', { cause });
  }
  throw new PlatformError('memory_exposed', 'core dumps cannot be disabled');
}

/** Arguments of /bin/sh for running a command with a core limit of 0. */
export function shellWithoutCoreDumps(command: readonly string[]): string[] {
  return ['-c', 'ulimit -c 0 && exec "$0" "$@"', ...command];
}

/** util-linux's prlimit sets a running process's limit; without it only the filter protects the memory. */
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
