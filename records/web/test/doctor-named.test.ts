import { describe, expect, test } from 'vitest';
import { doctorNamed } from '../page/documents/doctor-named.ts';

const practitioners = [
  { id: 'a', name: 'Dr Hélène Arnaud', place: 0 },
  { id: 'b', name: 'Solène Kervella', place: 1 },
];

describe('the practitioner of a treating doctor’s name', () => {
  test.each(['Dr Hélène Arnaud', 'Hélène Arnaud', 'docteur helene  arnaud', 'Dr. Hélène ARNAUD'])(
    'is found by %s',
    (name) => {
      expect(doctorNamed(practitioners, name)).toBe('a');
    },
  );

  test('is nobody for a doctor of another practice, and for a name that two share', () => {
    expect(doctorNamed(practitioners, 'Dr Maud Prigent')).toBe(null);
    expect(doctorNamed([...practitioners, { id: 'c', name: 'Helene Arnaud', place: 2 }], 'Hélène Arnaud')).toBe(null);
  });
});
