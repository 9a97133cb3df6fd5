import { expect, test } from 'vitest';
import { dateIsTyped } from '../page/patients/date-is-typed.ts';

test.each(['02091991', '02/09/1991', '02 09 1991', '150691', ' 15.06.91 ', '02/09/91', '311200'])(
  'the birth date %s is searched at its last key',
  (text) => {
    expect(dateIsTyped(text)).toBe('yes');
  },
);

test.each(['150619', '15/06/20', '02/09/19', '020991', '06 12 34', '06.12.34'])(
  '%s may go on as a year or a telephone number, and waits for a pause',
  (text) => {
    expect(dateIsTyped(text)).toBe('maybe');
  },
);

test.each(['', '15069', '1506199', '06 12 34 56', '0612345678', '2790351215189', 'le gall', '1991', '15-06-91'])(
  '%s is not searched without Enter',
  (text) => {
    expect(dateIsTyped(text)).toBe('no');
  },
);
