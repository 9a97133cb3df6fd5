import { describe, expect, test } from 'vitest';
import type { KeptForm } from '../../port/form-calls.ts';
import { createFormKeeper } from '../../page/forms/form-keeper.ts';

const name = { form: 'letter', scope: 'scope', item: 'template' };
type Fields = KeptForm['fields'];

/** A form with the steps that its store was asked for. */
function keeperOf(kept: Fields = {}, keep: () => Promise<unknown> = () => Promise.resolve()) {
  const steps: (Fields | 'dropped')[] = [];
  const states: boolean[] = [];
  let contested = 0;
  const keeper = createFormKeeper(
    name,
    kept,
    {
      async keep(_, fields) {
        await keep();
        steps.push(fields);
      },
      drop: () => Promise.resolve(steps.push('dropped')),
    },
    () => (contested += 1),
    (isKept) => states.push(isKept),
  );
  return { keeper, steps, states, contested: () => contested };
}

test('a form in which nobody typed keeps nothing', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('text', '');
  keeper.change('text', '');
  expect(await keeper.keepNow()).toBe('none');
  keeper.leave();
  expect(steps).toEqual([]);
});

test('what is typed is kept before a lock, with the value on which it was typed', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('text', 'Cher confrère');
  keeper.show('title', '');
  keeper.change('text', 'Cher confrère, je vous adresse');
  expect(await keeper.keepNow()).toBe('kept');
  expect(await keeper.keepNow()).toBe('kept');
  expect(steps).toEqual([{ text: { first: 'Cher confrère', value: 'Cher confrère, je vous adresse' } }]);
});

test('what is typed is kept when the screen is left, although its elements go first', async () => {
  const { keeper, steps } = keeperOf();
  const hide = keeper.show('text', '');
  keeper.change('text', 'Toux');
  hide();
  keeper.leave();
  await Promise.resolve();
  expect(steps).toEqual([{ text: { first: '', value: 'Toux' } }]);
});

test('an element that leaves a form loses its text, and a new one in its place begins empty', async () => {
  const { keeper, steps } = keeperOf();
  const hide = keeper.show('dose', '');
  keeper.show('lines', []);
  keeper.change('dose', '1 0 1');
  keeper.change('lines', ['amlodipine']);
  hide();
  await Promise.resolve();
  expect(await keeper.keepNow()).toBe('kept');
  expect(steps).toEqual([{ lines: { first: [], value: ['amlodipine'] } }]);
  const hideAgain = keeper.show('dose', '');
  hideAgain();
  keeper.show('dose', '');
  keeper.change('dose', '2');
  await Promise.resolve();
  expect(keeper.typed()).toHaveProperty('dose');
});

test('a form that was stored is not kept again when one of its elements goes', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('letter', 'Arrêt de {duree}');
  const hide = keeper.show('days', '');
  keeper.change('days', '3');
  keeper.done();
  // The field is part of the stored text now, and leaves the screen after the form has begun again.
  keeper.change('letter', 'Arrêt de 3 jours');
  keeper.restart();
  hide();
  await Promise.resolve();
  expect(await keeper.keepNow()).toBe('none');
  expect(steps.at(-1)).toBe('dropped');
  keeper.change('letter', 'Arrêt de 4 jours');
  expect(await keeper.keepNow()).toBe('kept');
});

test('a text that is erased again is kept no longer', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('text', '');
  keeper.change('text', 'Toux');
  await keeper.keepNow();
  keeper.change('text', '');
  expect(await keeper.keepNow()).toBe('none');
  expect(steps.at(-1)).toBe('dropped');
  expect(await keeper.keepNow()).toBe('none');
});

describe('a form that was kept', () => {
  const kept = { text: { first: '', value: 'Toux' }, dose: { first: '', value: '1 0 1' } };

  test('begins with its texts, and keeps those that no element shows yet', async () => {
    const { keeper, steps, contested } = keeperOf(kept);
    expect(keeper.begin('text', '')).toBe('Toux');
    keeper.show('text', '');
    expect(await keeper.keepNow()).toBe('kept');
    expect(steps).toEqual([]);
    keeper.change('text', 'Toux sèche');
    await keeper.keepNow();
    expect(steps).toEqual([{ dose: kept.dose, text: { first: '', value: 'Toux sèche' } }]);
    expect(contested()).toBe(0);
  });

  test('says that the record has changed where somebody typed', () => {
    const { keeper, contested } = keeperOf(kept);
    expect(keeper.begin('text', 'Fièvre')).toBe('Toux');
    expect(contested()).toBe(0);
    keeper.show('text', 'Fièvre');
    expect(contested()).toBe(1);
  });

  test('gives its text to the first element of a name only', () => {
    const { keeper } = keeperOf(kept);
    keeper.show('dose', '')();
    expect(keeper.begin('dose', '')).toBe('');
  });
});

test('a form that was stored is kept no longer, and what is typed afterwards is kept again', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('text', '');
  keeper.show('base', null);
  keeper.change('text', 'Toux');
  keeper.done();
  keeper.change('base', 1);
  expect(await keeper.keepNow()).toBe('none');
  keeper.restart();
  expect(await keeper.keepNow()).toBe('none');
  keeper.change('text', 'Toux sèche');
  expect(await keeper.keepNow()).toBe('kept');
  expect(steps).toEqual(['dropped', { text: { first: '', value: 'Toux sèche' }, base: { first: null, value: 1 } }]);
});

test('a form that was stored and leaves the screen keeps nothing', async () => {
  const { keeper, steps } = keeperOf();
  keeper.show('text', '');
  keeper.change('text', 'Toux');
  keeper.done();
  keeper.leave();
  await Promise.resolve();
  expect(steps).toEqual(['dropped']);
});

test('a device that fails is said, the form stays, and the next attempt keeps the text', async () => {
  let fails = true;
  const { keeper, steps, states } = keeperOf({}, () =>
    fails ? Promise.reject(new Error('draft_not_stored')) : Promise.resolve(),
  );
  keeper.show('text', '');
  keeper.change('text', 'Toux');
  await expect(keeper.keepNow()).rejects.toThrow('draft_not_stored');
  expect(states).toEqual([false]);
  fails = false;
  expect(await keeper.keepNow()).toBe('kept');
  expect([steps.length, states.at(-1)]).toEqual([1, true]);
});
