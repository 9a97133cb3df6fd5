import type { Practitioner } from '../../port/session-calls.ts';

/** The id of the only practitioner of this name, with or without "Dr"; null for none, or for several. */
export function doctorNamed(practitioners: readonly Practitioner[], name: string): string | null {
  const wanted = bare(name);
  const [found, second] = practitioners.filter((one) => bare(one.name) === wanted);
  return found === undefined || second !== undefined ? null : found.id;
}

function bare(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/^(?:dr|docteur)\.?\s+/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
