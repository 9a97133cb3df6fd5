import { readFile, writeFile } from 'node:fs/promises';
import { ImportError, parseLeakFile, type LeakSettings } from '@etanche/check-import';
import type { Kind } from '@etanche/core-protocol';
import { ask, canAsk } from './ask.ts';

/** What an acquaintance learns from each kind that is not indexed by default. */
export const warnings: Partial<Record<Kind, string>> = {
  email:
    'email: whoever knows somebody’s address, an employer or a former partner, can learn that they are concerned and how.',
  phone: 'phone: whoever has somebody’s number among their contacts can learn that they are concerned and how.',
  person:
    'person: whoever knows somebody’s name and birthday, most people around them, can learn that they are concerned and how.',
};

const questions = {
  controller: 'Who is the controller of these data (the organisation that must inform people)? ',
  legalBasis: 'On what legal basis is this published (for example: RGPD, article 34)? ',
} as const;

/**
 * Reads leak.json. Where it does not name the controller or the legal basis, both are asked on a terminal and written into
 * it, so that the same command goes on with the same answers.
 *
 * @throws ImportError `leak_invalid`
 */
export async function readLeak(path: string): Promise<LeakSettings> {
  const leak = parseJson(await readFile(path, 'utf8'));
  let asked = false;
  for (const [name, question] of Object.entries(questions)) {
    if (typeof leak[name] === 'string' || !canAsk()) continue;
    leak[name] = await ask(question);
    asked = true;
  }
  const settings = parseLeakFile(leak);
  if (asked) await writeFile(path, `${JSON.stringify(leak, null, 2)}\n`);
  return settings;
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new ImportError('leak_invalid', 'leak.json is not JSON', { cause });
  }
  throw new ImportError('leak_invalid', 'leak.json is not an object');
}
