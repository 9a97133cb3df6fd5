import { DataError, RecordsClientError } from '@etanche/records-client';
import { expect, test } from 'vitest';
import { createFailures } from '../src/intake/failures.ts';

const full = new DataError('list_full', 'full');

test('failures of single documents do not end a round, and the tenth does', () => {
  const failures = createFailures();
  for (let i = 0; i < 9; i += 1) failures.add(full);
  expect(() => {
    failures.add(full);
  }).toThrow(full);
});

test('a list that takes no more reports today does not end a round, however many it refuses', () => {
  const failures = createFailures();
  for (let i = 0; i < 300; i += 1) failures.add(new RecordsClientError('limit_reached', 'reports'));
  const unreadable = Object.assign(new Error('no right'), { code: 'EACCES', syscall: 'open' });
  expect(() => {
    failures.add(unreadable);
  }).not.toThrow();
});

test.each([
  new DataError('quota_reached', 'units'),
  new RecordsClientError('unreachable', 'away'),
  new Error('the connection ended'),
  Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }),
])('%s ends a round at once', (error) => {
  expect(() => {
    createFailures().add(error);
  }).toThrow(error);
});
