import { describe, expect, test } from 'vitest';
import { completeOptions, dataDefaults } from '../src/data/data-options.ts';

const refused = (options: object) => () => completeOptions(options);
const evaluate = (): Promise<never[]> => Promise.resolve([]);

describe('the options of createRecordsData', () => {
  test('are all optional, with the documented defaults', () => {
    const documented = { validate: null, freshnessSeconds: 300, keptScopes: 40, rebases: 3, checkpointMs: 600_000 };
    expect(completeOptions({})).toEqual(documented);
    expect(dataDefaults).toEqual(documented);
  });

  test('replace their default and no other', () => {
    expect(completeOptions({ rebases: 0 })).toEqual({ ...dataDefaults, rebases: 0 });
    expect(completeOptions({ checkpointMs: 0, evaluate })).toEqual({ ...dataDefaults, checkpointMs: 0, evaluate });
  });

  test('that are undefined have their default', () => {
    expect(refused({ keptScopes: undefined, trace: undefined })()).toEqual(dataDefaults);
  });

  test.each([
    ['an unknown name', { keepScopes: 4 }, 'there is no option keepScopes'],
    ['no kept scope', { keptScopes: 0 }, 'keptScopes is not a whole number from 1 to'],
    ['a freshness of zero', { freshnessSeconds: 0 }, 'freshnessSeconds is not a whole number from 1 to 3600'],
    ['a freshness of more than an hour', { freshnessSeconds: 3601 }, 'freshnessSeconds'],
    ['half a rebase', { rebases: 0.5 }, 'rebases'],
    ['a negative number of rebases', { rebases: -1 }, 'rebases'],
    ['a checkpoint that is older than the protocol allows', { checkpointMs: 600_001 }, 'checkpointMs'],
    ['a number that is a text', { rebases: '3' }, 'rebases'],
    ['a number that is not finite', { keptScopes: Infinity }, 'keptScopes'],
    ['a validator that is no function', { validate: 'all' }, 'validate is not a function'],
    ['an evaluation of null', { evaluate: null }, 'evaluate is not a function'],
    ['evaluations of elements alone', { evaluateElements: evaluate }, 'evaluateElements is given without evaluate'],
  ])('are rejected with %s', (_, options, message) => {
    expect(refused(options)).toThrow(expect.objectContaining({ code: 'options_invalid' }));
    expect(refused(options)).toThrow(message);
  });
});
