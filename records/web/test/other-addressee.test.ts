import { expect, test } from 'vitest';
import { otherAddressees } from '../page/exchange/other-addressee.ts';

test.each([
  ['another colleague', ['Dr Yann Le Gall'], ['Dr Maud Prigent'], ['Dr Yann Le Gall']],
  ['a colleague with the same family name', ['Dr Yann Le Gall'], ['Dr Anne Le Gall'], ['Dr Yann Le Gall']],
  ['two letters to one other', ['Dr Yann Le Gall', 'Dr Yann Le Gall'], ['Dr Prigent'], ['Dr Yann Le Gall']],
  ['the addressee', ['Dr Yann Le Gall'], ['LE GALL Yann'], []],
  ['the addressee, whose name has accents', ['Dr Hélène Arnaud'], ['Helene Arnaud'], []],
  ['the addressee by family name', ['Dr Le Gall'], ['Dr Yann Le Gall'], []],
  ['a practice with the addressee', ['Dr Yann Le Gall'], ['Dr Maud Prigent', 'Dr Yann Le Gall'], []],
  ['a document without an addressee', [null], ['Dr Maud Prigent'], []],
  ['nobody who is known', ['Dr Yann Le Gall'], [], ['Dr Yann Le Gall']],
])('a letter that goes to %s is noticed or not', (_name, addressees, recipients, others) => {
  expect(otherAddressees(addressees, recipients)).toEqual(others);
});
