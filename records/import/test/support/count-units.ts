import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type UnitCounts = { readonly patients: number; readonly resources: number };

/** Counts the patients of a folder in a process with a small heap, which fails if the heap is too small. */
export async function countUnits(
  directory: string,
  { heapMegabytes, memoryBytes }: { readonly heapMegabytes: number; readonly memoryBytes: number },
): Promise<UnitCounts> {
  const child = fileURLToPath(new URL('count-units-child.ts', import.meta.url));
  // A collector with threads of its own falls behind on a loaded machine, and the heap would exceed its size.
  const heap = [`--max-old-space-size=${heapMegabytes}`, '--single-threaded-gc'];
  const { stdout } = await promisify(execFile)(process.execPath, [...heap, child, directory, String(memoryBytes)]);
  return JSON.parse(stdout) as UnitCounts;
}
