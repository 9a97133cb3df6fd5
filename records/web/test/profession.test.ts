import type { SettingsDocument } from '@etanche/records-client';
import { expect, test } from 'vitest';
import { directoryEntry, freeEntries, isProfession, noProfession } from '../page/practice/profession.ts';

const rest = { title: '', colour: 1, phone: '', email: '' };
const entryOf = (id: string, member: string): { id: string; version: number; content: SettingsDocument } => ({
  ...{ id, version: 3 },
  content: { document: 'practitioner', member, name: `Dr ${id}`, speciality: 'Cardiologie', rpps: '', ...rest },
});
const entries = [entryOf('free', ''), entryOf('taken', 'somebody')];
const invited = { id: 'member', name: 'Dr Léa Martin' };

test('an entry without an account is given to the invited member, with what it says', () => {
  expect(freeEntries(entries).map(({ id }) => id)).toEqual(['free']);
  const found = directoryEntry(entries, { ...noProfession, entry: 'free' }, invited);
  expect(found).toMatchObject({ base: { id: 'free', version: 3 } });
  expect(found?.content).toMatchObject({ member: 'member', name: 'Dr free', speciality: 'Cardiologie' });
});

test('a new entry has the name of the invitation, and one of which nobody said anything is not made', () => {
  const typed = { entry: '', speciality: ' Sage-femme ', rpps: '10003 456786' };
  expect(directoryEntry(entries, typed, invited)).toEqual({
    base: null,
    content: {
      document: 'practitioner',
      member: 'member',
      name: 'Dr Léa Martin',
      speciality: 'Sage-femme',
      rpps: '10003456786',
      ...rest,
    },
  });
  expect(directoryEntry(entries, { ...noProfession, speciality: ' ' }, invited)).toBeNull();
});

test('an entry that belongs to a member meanwhile is not taken from them', () => {
  expect(directoryEntry(entries, { ...noProfession, entry: 'taken' }, invited)).toBeNull();
});

test.each([
  ['', true],
  ['10003456786', true],
  ['1000 3456 786', true],
  ['10003456787', false],
  ['1000345', false],
  ['RPPS', false],
])('the number %j is accepted: %s', (rpps, expected) => {
  expect(isProfession({ ...noProfession, rpps })).toBe(expected);
});
