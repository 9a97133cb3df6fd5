import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { laboratoryResult, type LaboratoryPlace } from './laboratory-results.ts';

export type Laboratory = LaboratoryPlace & {
  /** The folder that the gateway watches. */
  readonly folder: string;
  readonly everySeconds: number;
  readonly now: () => number;
};

/** Files that may wait in the folder: a gateway that is away finds no heap. */
const mostWaiting = 3;
/**
 * Results of one run: the gateway's quota of a day lasts for several, and the doctor's list has places for 24 patients.
 */
const mostInRun = 16;

/**
 * Writes the result of this time into the folder: the clock numbers the results, so that the same period gives the same
 * file. A complete file appears at once, under its final name.
 *
 * @returns the name of the file; null if enough files wait
 */
export async function dropResult({ folder, everySeconds, now, ...place }: Laboratory): Promise<string | null> {
  const waiting = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  if (waiting.length >= mostWaiting) return null;
  const number = Math.floor(now() / (everySeconds * 1000));
  const { name, content } = await laboratoryResult(place, number, number * everySeconds * 1000);
  const temporary = join(folder, `.${name}.tmp`);
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, join(folder, name));
  return name;
}

/** Drops one result now and one in each later period, until the signal. @throws errors of the file system */
export async function runLaboratory(laboratory: Laboratory, signal: AbortSignal): Promise<void> {
  for (let dropped = 0; dropped < mostInRun && !signal.aborted; dropped += 1) {
    await dropResult(laboratory);
    const periodMs = laboratory.everySeconds * 1000;
    const leftMs = periodMs - (laboratory.now() % periodMs);
    await wait(leftMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
