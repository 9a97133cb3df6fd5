import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type UnitCounts = {
  readonly patients: number;
  readonly resources: number;
  /** The largest amount of memory that reading the patients held at a time. */
  readonly peakBytes: number;
};

/** Counts the patients of a folder in a process that also measures its memory. */
export async function countUnits(directory: string, memoryBytes: number): Promise<UnitCounts> {
  const child = fileURLToPath(new URL('count-units-child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    child,
    directory,
    String(memoryBytes),
  ]);
  return JSON.parse(stdout) as UnitCounts;
}
