import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../vectors/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
/** Members of every file that are meant for people. */
const forPeople = new Set(['source', 'about', 'format', 'name', 'reason']);

/** Names of the members of a file and of the items of its lists. Deeper members are wire formats or are named there. */
function membersOf(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, depth));
  // An object keyed by record ids or by epochs is a table: its keys are not member names.
  const names = Object.keys(value).filter((name) => !/^(?:[a-z2-7]{26}|\d+)$/.test(name));
  return [...names, ...(depth > 1 ? Object.values(value).flatMap((member) => membersOf(member, depth - 1)) : [])];
}

/** Objects that the page describes as wire formats. */
const wireFormats: Readonly<Record<string, readonly string[]>> = {
  'manifest.json': ['trust', 'manifest'],
  'manifest-log.json': ['trust'],
  'evaluation.json': ['keySet'],
  'statements.json': ['federation', 'keySet'],
  'orders.json': ['card', 'assertion'],
  'chains.json': ['statement'],
  'bucket.json': ['buckets'],
  'acknowledgement.json': ['acknowledgement'],
};

describe('vectors/README.md', () => {
  test.each(files)('vectors/README.md lists %s and defines its fields', (file) => {
    expect(readme).toContain(`| \`${file}\` |`);
    const [, section = ''] = readme.split(`### \`${file}\`\n`);
    const [fields = ''] = section.split('\n### ');
    const vectors = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown>;
    const described = Object.entries(vectors).flatMap(([name, value]) => [
      name,
      ...((wireFormats[file] ?? []).includes(name) ? [] : membersOf(value, 1)),
    ]);
    const missing = described.filter((name) => !forPeople.has(name) && !fields.includes(`\`${name}\``));
    expect([...new Set(missing)]).toEqual([]);
  });

  test('vectors/README.md defines no missing file', () => {
    const sections = Array.from(readme.matchAll(/^### `(.*)`$/gm), ([, file]) => file);
    expect(sections.sort()).toEqual([...files].sort());
  });
});
