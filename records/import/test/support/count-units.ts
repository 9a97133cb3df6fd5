import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Counted = { readonly patients: number; readonly resources: number };

/** Reads the patients of a folder in a process whose heap is so small, which ends where it does not suffice. */
export async function countUnits(
  directory: string,
  { heapMegabytes, memoryBytes }: { readonly heapMegabytes: number; readonly memoryBytes: number },
): Promise<Counted> {
  const child = fileURLToPath(new URL('count-units-child.ts', import.meta.url));
  const heap = `--max-old-space-size=${heapMegabytes}`;
  const { stdout } = await promisify(execFile)(process.execPath, [heap, child, directory, String(memoryBytes)]);
  return JSON.parse(stdout) as Counted;
}
