import type { SentIdentity } from '@etanche/records-interop';
import type { ReceivedDocument } from './received-document.ts';

/**
 * True if the documents of one mail name people who differ in birth date, number or family name. Documents without an
 * identity contradict nobody.
 */
export function isOfSeveral(documents: readonly ReceivedDocument[]): boolean {
  const named = documents.map(({ identity }) => identity).filter((identity) => keyOf(identity) !== '');
  return named.some((one, i) => named.slice(i + 1).some((other) => differs(one, other)));
}

function differs(one: SentIdentity, other: SentIdentity): boolean {
  const pairs = [
    [one.ins?.matricule.slice(0, 13), other.ins?.matricule.slice(0, 13)],
    [one.birthDate, other.birthDate],
    [givenOf(one), givenOf(other)],
  ];
  return pairs.some(([left, right]) => isKnown(left) && isKnown(right) && left !== right);
}

function givenOf({ givenNames }: SentIdentity): string {
  return (givenNames[0] ?? '').split(/\s+/u)[0]?.toUpperCase() ?? '';
}

function keyOf({ ins, birthDate, birthFamilyName, familyName, usedFamilyName }: SentIdentity): string {
  return [ins?.matricule, birthDate, birthFamilyName, familyName, usedFamilyName].filter(isKnown).join();
}

function isKnown(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}
