import type { CasePerson } from './intake-case.ts';

/** Counts persons whose values occur in a text that must contain none, by kind; names count from four letters on. */
export function findPersonalValues(text: string, persons: readonly CasePerson[]): string[] {
  const counts = new Map<string, number>();
  for (const kind of foundKinds(text, persons)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} of ${count} persons`);
}

function foundKinds(text: string, persons: readonly CasePerson[]): string[] {
  const folded = fold(text);
  const words = new Set(folded.split(/[^\p{L}]+/u));
  const digits = text.replace(/[\s.-]/g, '');
  return persons.flatMap((person) => {
    const names = [person.family, person.given].flatMap((name) => fold(name).split(/[^\p{L}]+/u));
    const found = [
      names.some((name) => name.length >= 4 && words.has(name)) && 'name',
      digits.includes(person.nir.slice(0, 13)) && 'nir',
      digits.includes(person.phone) && 'phone',
      folded.includes(fold(person.email)) && 'email',
      birthForms(person.birth).some((form) => text.includes(form)) && 'birth date',
    ];
    return found.filter((kind) => kind !== false);
  });
}

function birthForms(birth: string): string[] {
  const [year = '', month = '', day = ''] = birth.split('-');
  return [birth, `${day}/${month}/${year}`, `${year}${month}${day}`, `${day}${month}${year}`];
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
}
