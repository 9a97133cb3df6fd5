import { spawnSync } from 'node:child_process';
import { forbidCoreDumps, PlatformError, shellWithoutCoreDumps } from '@etanche/platform';

/**
 * Disables core dumps of this process. If a running process cannot do this (macOS), the command is run again in a shell
 * that can, and this process ends with its exit code.
 */
export function withoutCoreDumps(): void {
  if (forbidCoreDumps() === 'forbidden') return;
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, error } = spawnSync('/bin/sh', shellWithoutCoreDumps(command), { stdio: 'inherit' });
  if (error !== undefined) throw new PlatformError('memory_exposed', 'core dumps cannot be disabled', { cause: error });
  process.exit(status ?? 1);
}
