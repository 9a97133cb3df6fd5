import { spawnSync } from 'node:child_process';
import { forbidCoreDumps, PlatformError, shellWithoutCoreDumps } from '@etanche/platform';

/**
 * Sees to it that this process leaves no core dump. Where a running process cannot (macOS), the whole command is run again
 * by a shell that can, and this process ends with its exit code.
 */
export function withoutCoreDumps(): void {
  if (forbidCoreDumps() === 'forbidden') return;
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, error } = spawnSync('/bin/sh', shellWithoutCoreDumps(command), { stdio: 'inherit' });
  if (error !== undefined)
    throw new PlatformError('memory_exposed', 'core dumps cannot be switched off', { cause: error });
  process.exit(status ?? 1);
}
