import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A file that is gone after the test file. */
export async function temporaryFile(bytes: Uint8Array | string, name = 'source'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  folders.push(folder);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
