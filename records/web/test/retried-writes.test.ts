import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const page = new URL('../page/', import.meta.url);

/** The writes whose failure offers another attempt, with whether a limit that resets repeats it without a press. */
async function retriedWrites(): Promise<Readonly<Record<string, boolean>>> {
  const found: Record<string, boolean> = {};
  for await (const name of glob('**/*.tsx', { cwd: page })) {
    const source = await readFile(new URL(name, page), 'utf8');
    const calls = new Map(
      Array.from(source.matchAll(/const (\w+) = useWrite\('(\w+)'/g), ([, name = '', call = '']) => [name, call]),
    );
    for (const [note] of source.matchAll(/<\w*Failure(?:Note|Box)?\b(?:[^>]|=>)*?\/>/g)) {
      const call = calls.get(/error=\{(\w+)\.error\}/.exec(note)?.[1] ?? '');
      if (call === undefined || !note.includes('onRetry')) continue;
      found[call] = !/retriesItself=\{false\}|\bisFiling\b/.test(note);
    }
  }
  return found;
}

test('a limit that resets repeats a search by itself, and no write of a record', async () => {
  expect(await retriedWrites()).toEqual({
    findLookalikes: true,
    prescriptionWrite: false,
    settingsPut: false,
    transferFile: false,
  });
});
