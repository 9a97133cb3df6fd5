import { expect, test } from 'vitest';
import { typedOver } from '../../page/forms/typed-over.ts';

test('what was typed takes the place of a value that is as it was', () => {
  expect(typedOver('', '', 'Toux')).toEqual({ value: 'Toux', isContested: false });
  expect(typedOver(null, null, { key: 'a' })).toEqual({ value: { key: 'a' }, isContested: false });
  expect(typedOver([1], [1], [1, 2])).toEqual({ value: [1, 2], isContested: false });
});

test('what nobody typed is as it is now', () => {
  expect(typedOver('Lyon', 'Brest', 'Brest')).toEqual({ value: 'Lyon', isContested: false });
});

test('an object is merged member by member, with members that are new', () => {
  const now = { phone: '02', town: 'Lyon', nir: '' };
  const merged = typedOver(now, { phone: '01', town: 'Brest' }, { phone: '01', town: 'Quimper' });
  expect(merged).toEqual({ value: { phone: '02', town: 'Quimper', nir: '' }, isContested: true });
  expect(typedOver(now, { phone: '01', town: 'Lyon' }, { phone: '01', town: 'Quimper' })).toEqual({
    value: { phone: '02', town: 'Quimper', nir: '' },
    isContested: false,
  });
});

test('a value that somebody else changed in the same way is not contested', () => {
  expect(typedOver('Lyon', 'Brest', 'Lyon')).toEqual({ value: 'Lyon', isContested: false });
  expect(typedOver({ town: 'Lyon' }, { town: 'Brest' }, { town: 'Lyon' })).toEqual({
    value: { town: 'Lyon' },
    isContested: false,
  });
});

test('a value of another kind, which another version of the application kept, is left out and said', () => {
  expect(typedOver({ town: '' }, '', 'Brest')).toEqual({ value: { town: '' }, isContested: true });
  expect(typedOver([], {}, { a: 1 })).toEqual({ value: [], isContested: true });
});
