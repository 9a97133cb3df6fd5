import { emptyEntry, kin, type EntryFacts, type EntryKind, type Kin, type Severity } from './entry-facts.ts';
import { readTypedDate } from './typed-date.ts';
import { foldWords } from './fold-words.ts';

const year = /^(?:19|20)\d\d$/;
const severityWords: readonly (readonly [RegExp, Severity])[] = [
  [/^(?:grave|sévère|severe)$/iu, 'severe'],
  [/^(?:modérée?|moderee?)$/iu, 'moderate'],
  [/^(?:légère?|leger|legere)$/iu, 'mild'],
];
/** Words before a date that belong to it. */
const dateWords = /^(?:depuis|en|le|vers)$/iu;

/**
 * Reads an entry that a doctor typed in one line: `diabète de type 2 2014 ALD`, `pénicillines : œdème de Quincke 2004
 * grave`, `mère : infarctus 62 ans`, `appendicectomie 1996`. Words at the end become facts; everything else is the
 * name.
 */
export function readEntryText(kind: EntryKind, typed: string, isActive = true): EntryFacts {
  const { words, ...marks } = readMarks(kind, typed.trim().split(/\s+/u));
  const text = words.join(' ').replace(/[,;]+$/u, '');
  const facts: EntryFacts = { ...emptyEntry, ...marks, kind, isActive, name: text };
  const [, before, after] = /^(.*?)\s*:\s*(.*)$/u.exec(text) ?? [];
  if (before === undefined || after === undefined) return kind === 'family' ? withFirstWord(facts) : facts;
  if (kind === 'allergy') return { ...facts, name: before, reaction: after === '' ? null : after };
  if (kind !== 'family') return facts;
  const relative = kinOf(before);
  // Words that are no relative stay in the name.
  return relative === null ? { ...facts, relative: 'FAMMEMB' } : { ...facts, name: after, relative };
}

type Marks = Pick<EntryFacts, 'start' | 'isLongTerm' | 'severity' | 'isIntolerance' | 'age'>;

/** Takes marks from the end of the line until a word is none. */
function readMarks(kind: EntryKind, all: readonly string[]): Marks & { readonly words: readonly string[] } {
  const words = [...all];
  const found: { -readonly [Name in keyof Marks]: Marks[Name] } = {
    ...{ start: null, isLongTerm: false, severity: null, isIntolerance: false, age: null },
  };
  // The first word is always part of the name.
  while (words.length > 1) {
    const last = (words.at(-1) ?? '').replace(/[,;]+$/u, '');
    const severity = severityWords.find(([word]) => word.test(last))?.[1];
    const age = /^ans$/iu.test(last) ? Number(words.at(-2)) : NaN;
    if (kind === 'problem' && /^ald$/iu.test(last)) found.isLongTerm = true;
    else if (kind === 'allergy' && severity !== undefined && found.severity === null) found.severity = severity;
    else if (kind === 'allergy' && /^intol[ée]rance$/iu.test(last)) found.isIntolerance = true;
    else if (kind === 'family' && Number.isSafeInteger(age) && found.age === null) {
      found.age = age;
      words.pop();
      if (words.at(-2) === 'à') words.splice(-2, 1);
    } else if (kind !== 'family' && found.start === null && isWrittenDate(last)) {
      found.start = readTypedDate(last);
      if (dateWords.test(words.at(-2) ?? '')) words.splice(-2, 1);
    } else break;
    words.pop();
  }
  return { ...found, words };
}

/** A number of four digits is a year only between 1900 and 2099: "vitamine B 1000" is a name. */
function isWrittenDate(word: string): boolean {
  return (year.test(word) || word.includes('/')) && readTypedDate(word) !== null;
}

/** `mère infarctus` without a colon. */
function withFirstWord(facts: EntryFacts): EntryFacts {
  const [first = '', ...rest] = facts.name.split(' ');
  const relative = kinOf(first);
  return relative === null || rest.length === 0 ? facts : { ...facts, relative, name: rest.join(' ') };
}

function kinOf(word: string): Kin | null {
  const plain = foldWords(word);
  const found = Object.entries(kin).find(([, name]) => foldWords(name) === plain)?.[0];
  return (found as Kin | undefined) ?? null;
}
