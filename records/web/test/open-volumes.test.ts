import { expect, test } from 'vitest';
import { isLacking, openVolumes, type Opened } from '../worker/exchange/open-volumes.ts';

/** Which messages are opened, and whether the opening stopped. */
async function opening(messages: readonly Opened[], lacking: number): Promise<[number, boolean]> {
  let opened = 0;
  const stopped = await openVolumes(messages, lacking, (kind) => {
    opened += 1;
    return Promise.resolve(kind);
  });
  return [opened, stopped];
}

test('the volumes that a transfer lacks are opened, and no further message', async () => {
  expect(await opening(['volume', 'volume', 'volume'], 2)).toEqual([2, false]);
  expect(await opening(['volume'], 2)).toEqual([1, false]);
  expect(await opening(['volume'], 0)).toEqual([0, false]);
});

test('messages beside those of the transfer cost one unit, however many volumes its sender claims', async () => {
  const decoys = Array.from({ length: 60 }, (): Opened => 'other');
  expect(await opening(decoys, 42)).toEqual([1, true]);
  expect(await opening(['volume', ...decoys], 42)).toEqual([2, true]);
});

test('an opening that fails ends with its error', async () => {
  const failing = openVolumes([1, 2], 2, () => Promise.reject(new Error('the quota is reached')));
  await expect(failing).rejects.toThrow('the quota is reached');
});

test('a copy of an opened volume, and one that counts them otherwise, fill no place of a transfer', () => {
  const volume = (number: number, of = 3) => ({ transfer: 'a'.repeat(26), number, of });
  expect(isLacking(volume(2), [volume(1), volume(3)])).toBe(true);
  expect(isLacking(volume(1), [volume(1), volume(3)])).toBe(false);
  expect(isLacking(volume(2, 4), [volume(1)])).toBe(false);
});
