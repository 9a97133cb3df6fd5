import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file that is deleted after the test. */
export async function temporaryFile(bytes: Uint8Array | string, name = 'source'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
