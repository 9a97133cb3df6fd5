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

  test('replace only their own default', () => {
    expect(completeOptions({ rebases: 0 })).toEqual({ ...dataDefaults, rebases: 0 });
    expect(completeOptions({ checkpointMs: 0, evaluate })).toEqual({ ...dataDefaults, checkpointMs: 0, evaluate });
  });

  test('have their default if undefined', () => {
    expect(refused({ keptScopes: undefined, trace: undefined })()).toEqual(dataDefaults);
  });

  test.each([
    ['an unknown name', { keepScopes: 4 }, 'there is no option keepScopes'],
    ['zero kept scopes', { keptScopes: 0 }, 'keptScopes is not a whole number from 1 to'],
    ['a freshness of zero', { freshnessSeconds: 0 }, 'freshnessSeconds is not a whole number from 1 to 3600'],
    ['a freshness of more than an hour', { freshnessSeconds: 3601 }, 'freshnessSeconds'],
    ['a fraction of a rebase', { rebases: 0.5 }, 'rebases'],
    ['a negative number of rebases', { rebases: -1 }, 'rebases'],
    ['a checkpoint age above the protocol’s limit', { checkpointMs: 600_001 }, 'checkpointMs'],
    ['a string as a number', { rebases: '3' }, 'rebases'],
    ['an infinite number', { keptScopes: Infinity }, 'keptScopes'],
    ['a validator that is not a function', { validate: 'all' }, 'validate is not a function'],
    ['null as evaluate', { evaluate: null }, 'evaluate is not a function'],
    ['a write that is not a function', { write: {} }, 'write is not a function'],
    ['evaluateElements without evaluate', { evaluateElements: evaluate }, 'evaluateElements is given without evaluate'],
  ])('are rejected with %s', (_, options, message) => {
    expect(refused(options)).toThrow(expect.objectContaining({ code: 'options_invalid' }));
    expect(refused(options)).toThrow(message);
  });
});
