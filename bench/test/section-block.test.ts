import { readFileSync } from 'node:fs';
import { replaceBlock } from '@etanche/platform';
import { expect, test } from 'vitest';
import { factor, sectionNames, share } from '../src/figure.ts';
import { sectionBlock } from '../src/show-section.ts';

const run = { startedAt: '2026-11-28T12:00:00.000Z', size: 'default', machine: '2 × Xeon' };

test('a section has its date, size and machine, every figure and every note', () => {
  const figures = [
    share({ what: 'single', unit: '/s', value: 995, aim: '80 %' }, { name: 'bound | raw', value: 1295 }),
    factor({ what: 'opening', unit: 'ms', value: 74 }, { name: 'plaintext', value: 18.5 }),
  ];
  expect(sectionBlock(run, { name: 'vault', title: 'Vault', figures, notes: ['first', 'second'] })).toBe(
    [
      'Measured on 2026-11-28: Vault; default sizes; 2 × Xeon.',
      '',
      '| What | Measured | Beside | Which is | Ratio | Aim |',
      '|---|---:|---:|---|---:|---|',
      '| single | 995 /s | 1,295 /s | bound \\| raw | 77 % | 80 % |',
      '| opening | 74.0 ms | 18.5 ms | plaintext | × 4.00 |  |',
      '',
      '- first',
      '- second',
    ].join('\n'),
  );
});

test('a section without notes ends with its table', () => {
  expect(sectionBlock(run, { name: 'vault', title: 'Vault', figures: [], notes: [] })).toMatch(/\|$/);
});

test.each(sectionNames)('docs/performance.md has a block for the section %s', (name) => {
  const document = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  expect(replaceBlock(document, `bench-${name}`, 'new')).not.toBe(document);
});
