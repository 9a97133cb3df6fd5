import { readFile, writeFile } from 'node:fs/promises';
import { ImportError, parseLeakFile, type LeakSettings } from '@etanche/check-import';
import type { Kind } from '@etanche/core-check-protocol';
import { ask, canAsk } from './ask.ts';

/** The facts that an acquaintance could learn from each kind that is not indexed by default. */
export const warnings: Partial<Record<Kind, string>> = {
  email:
    'email: a person who has somebody’s address, such as an employer or a former partner, can learn whether and how they are affected.',
  phone: 'phone: a person who has somebody’s number among their contacts can learn whether and how they are affected.',
  person:
    'person: a person who has somebody’s name and birthday, as most people around them do, can learn whether and how they are affected.',
};

const questions = {
  controller: 'Who is the controller of these data (the organisation that must inform people)? ',
  legalBasis: 'What is the legal basis of this publication (for example: RGPD, article 34)? ',
} as const;

/**
 * Reads leak.json. If it lacks the controller or the legal basis, both are read from the terminal and written into the
 * file, so that a repeated command uses the same answers.
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
