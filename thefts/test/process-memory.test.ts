import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writtenPages, type Range } from '../src/records/attacker/process-memory.ts';

const size = 256 << 20;
const places = [0, (size >> 1) - 16, size - 32];
/** Writes hashes to a few places of a buffer that is otherwise never touched. */
const program = `
  const { createHash } = require('node:crypto');
  const buffer = Buffer.allocUnsafeSlow(${size});
  for (const place of ${JSON.stringify(places)}) createHash('sha256').update('page ' + place).digest().copy(buffer, place);
  console.log('written');
  setInterval(() => buffer.length, 1000);
`;

let child: ReturnType<typeof spawn>;
beforeAll(async () => {
  child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the process has no output');
  await once(child.stdout, 'data');
});
afterAll(async () => {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
});

async function contains(ranges: readonly Range[], wanted: Buffer): Promise<boolean> {
  await using memory = await open(`/proc/${child.pid ?? 0}/mem`);
  for (const { from, to } of ranges) {
    const buffer = Buffer.alloc(to - from);
    const read = await memory.read(buffer, 0, buffer.length, from).catch(() => null);
    if (read !== null && buffer.subarray(0, read.bytesRead).includes(wanted)) return true;
  }
  return false;
}

// Reading the memory of another process is possible on Linux only.
describe.runIf(process.platform === 'linux')('the memory of another process', () => {
  test.each(places)('the written pages contain a value at byte %i of a buffer', async (place) => {
    const value = createHash('sha256').update(`page ${place}`).digest();
    expect(await contains(await writtenPages(child.pid ?? 0), value)).toBe(true);
  });

  test('the written pages do not contain a value that the process does not have', async () => {
    const value = createHash('sha256').update('page of another process').digest();
    expect(await contains(await writtenPages(child.pid ?? 0), value)).toBe(false);
  });

  test('pages that were never touched are left out', async () => {
    const ranges = await writtenPages(child.pid ?? 0);
    expect(ranges.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThan(size);
  });
});
