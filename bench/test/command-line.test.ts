import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../src/command-line.ts';

describe('command line', () => {
  test('the command line measures everything at default sizes without arguments', () => {
    expect(readCommandLine([])).toEqual({
      sections: [
        ...['vault', 'constant-time', 'import', 'page', 'growth'],
        ...[
          'records-server',
          'records',
          'packs',
          'interop',
          'exchange',
          'laboratory',
          'availability',
          'tasks',
          'screens',
        ],
      ],
      size: 'default',
      imported: null,
      largest: null,
      json: false,
      out: null,
      write: false,
      help: false,
    });
  });

  test('the command line accepts sections in the order of the report, each once', () => {
    expect(readCommandLine(['page', 'vault', 'page', '--quick'])).toMatchObject({
      sections: ['vault', 'page'],
      size: 'quick',
    });
  });

  test('the command line accepts an output file with sections', () => {
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
  ])('the command line refuses %j', (args) => {
    expect(readCommandLine(args)).toHaveProperty('fault');
  });
});
