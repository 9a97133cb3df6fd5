import { expect, test } from 'vitest';
import { createNameKeeper } from '../worker/name-keeper.ts';

/** A practice whose list of members can be changed, or cannot be read. */
function practiceOf(members: Record<string, string>) {
  const state = { reads: 0, isAway: false };
  const { nameOf } = createNameKeeper(() => {
    state.reads += 1;
    return state.isAway
      ? Promise.reject(new TypeError('no network'))
      : Promise.resolve(new Map(Object.entries(members)));
  });
  return { members, state, nameOf };
}

test('the names are read once for all members', async () => {
  const { state, nameOf } = practiceOf({ a: 'Dr A', b: 'Nadia B' });
  expect(await Promise.all([nameOf('a'), nameOf('b'), nameOf('a')])).toEqual(['Dr A', 'Nadia B', 'Dr A']);
  expect(await nameOf('b')).toBe('Nadia B');
  expect(state.reads).toBe(1);
});

test('a member who joined since is found by reading once more, also if several ask at the same time', async () => {
  const { members, state, nameOf } = practiceOf({ a: 'Dr A' });
  await nameOf('a');
  members['new'] = 'Dr Nouvelle';
  expect(await Promise.all([nameOf('new'), nameOf('new'), nameOf('a')])).toEqual([
    'Dr Nouvelle',
    'Dr Nouvelle',
    'Dr A',
  ]);
  expect(await nameOf('new')).toBe('Dr Nouvelle');
  expect(state.reads).toBe(2);
});

test('a member whom the practice does not list has no name, and is not looked for again and again', async () => {
  const { state, nameOf } = practiceOf({ a: 'Dr A' });
  for (let i = 0; i < 5; i++) expect(await nameOf('unknown')).toBeNull();
  expect(await nameOf('a')).toBe('Dr A');
  expect(state.reads).toBe(1);
});

test('names that could not be read are asked for again by the next one', async () => {
  const { state, nameOf } = practiceOf({ a: 'Dr A' });
  state.isAway = true;
  expect(await nameOf('a')).toBeNull();
  state.isAway = false;
  expect(await nameOf('a')).toBe('Dr A');
});

test('a failure to read the names of newcomers loses no name that was known', async () => {
  const { members, state, nameOf } = practiceOf({ a: 'Dr A' });
  await nameOf('a');
  members['new'] = 'Dr Nouvelle';
  state.isAway = true;
  expect(await nameOf('new')).toBeNull();
  expect(await nameOf('a')).toBe('Dr A');
  state.isAway = false;
  expect(await nameOf('new')).toBe('Dr Nouvelle');
});
