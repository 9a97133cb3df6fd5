import { parseNir } from '@etanche/core-identifiers';
import type { SentIdentity } from './sent-identity.ts';

/** Reads a social security number with or without its key; null for a text that is none, or with a wrong key. */
export function readNir(text: string): SentIdentity['nir'] {
  if (text.trim() === '') return null;
  const parsed = parseNir(text);
  if (!parsed.ok) return null;
  const { canonical, key, keyGiven } = parsed.value;
  return { number: canonical, key: keyGiven ? String(key).padStart(2, '0') : null };
}
