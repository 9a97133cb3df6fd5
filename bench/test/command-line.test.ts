import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../src/command-line.ts';

describe('the command line', () => {
  test('measures everything at default sizes when nothing is said', () => {
    expect(readCommandLine([])).toEqual({
      sections: ['vault', 'import', 'page', 'growth', 'records-server', 'records', 'availability'],
      size: 'default',
      imported: null,
      largest: null,
      json: false,
      out: null,
      write: false,
      help: false,
    });
  });

  test('takes sections in the order of the report, each once', () => {
    expect(readCommandLine(['page', 'vault', 'page', '--quick'])).toMatchObject({
      sections: ['vault', 'page'],
      size: 'quick',
    });
  });

  test('takes the file beside the sections', () => {
    const args = [
      '--full',
      '--json',
      '--imported',
      '500',
      '--largest',
      '9000',
      '--out',
      'bench.json',
      '--write',
      'import',
    ];
    expect(readCommandLine(args)).toMatchObject({
      sections: ['import'],
      size: 'full',
      imported: 500,
      largest: 9000,
      json: true,
      out: 'bench.json',
      write: true,
    });
  });

  test.each([
    [['practices']],
    [['--quick', '--full']],
    [['--fast']],
    [['--out']],
    [['--imported', '9']],
    [['--largest', 'all']],
  ])('refuses %j', (args) => {
    expect(readCommandLine(args)).toHaveProperty('fault');
  });
});
