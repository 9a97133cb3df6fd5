import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const documents = globSync('**/*.md', {
  cwd: root,
  exclude: ['**/node_modules/**', '.runtime/**', '.etanche/**', '**/test/cases/**', '**/test/fixtures/**'],
});

/** Text without blocks and spans of code, in which a bracket is no link. */
function prose(text: string): string {
  return text
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
}

/** Targets of links and pictures that are no address of the web. */
function relativeLinks(text: string): string[] {
  return Array.from(prose(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target).filter(
    (target) => !/^[a-z][a-z+.-]*:/i.test(target),
  );
}

/** The anchors of a document as GitHub makes them from its headings. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function brokenLinks(document: string, text: string): string[] {
  return relativeLinks(text).filter((target) => {
    const [path = '', anchor] = decodeURI(target).split('#');
    const file = path === '' ? join(root, document) : resolve(root, dirname(document), path);
    if (relative(root, file).startsWith('..') || !existsSync(file)) return true;
    if (anchor === undefined) return false;
    if (statSync(file).isDirectory()) return true;
    return !anchorsOf(path === '' ? text : readFileSync(file, 'utf8')).has(anchor);
  });
}

describe('links between documents', () => {
  test.each(documents)('of %s lead to a file and a heading of it', (document) => {
    expect(brokenLinks(document, readFileSync(join(root, document), 'utf8'))).toEqual([]);
  });

  test('are found and followed', () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(relativeLinks('[a](b.md) ![c](d.png#e) [f](https://g.example) `[h](i.md)`')).toEqual(['b.md', 'd.png#e']);
    expect([...anchorsOf('# A, `b` & C-d\n## É\n## É\n')]).toEqual(['a-b--c-d', 'é', 'é-1']);
  });

  test('are reported when the file or the heading does not exist', () => {
    const links = '[a](absent.md) [b](LICENSE) [c](#here) [d](#absent) [e](../outside.md)\n\n# Here\n';
    expect(brokenLinks('README.md', links)).toEqual(['absent.md', '#absent', '../outside.md']);
  });
});

test.each([
  ['docs/architecture.md', 80],
  ['docs/for-cryptographers.md', 5],
  ['docs/for-practices.fr.md', 40],
])('%s names files and folders that exist', (document, atLeast) => {
  const spans = readFileSync(join(root, document), 'utf8').matchAll(/`([^`\s]+)`/g);
  const paths = Array.from(spans, ([, span = '']) => span).filter(
    (span) => span.includes('/') && span !== 'src/index.ts' && !span.startsWith('@'),
  );
  expect(paths.length).toBeGreaterThan(atLeast);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe('docs/architecture.md', () => {
  const architecture = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

  const rows = Array.from(architecture.matchAll(/^\| `([^`]+)` \|[^|]*\| ([^|]*) \|[^|]*\|$/gm), ([, room, list]) => ({
    room: room ?? '',
    list: list ?? '',
  }));

  test('lists every room once', () => {
    const rooms = globSync('{*,*/*}/package.json', { cwd: root, exclude: ['node_modules', '.runtime', 'scripts'] });
    expect(rows.map(({ room }) => room).sort()).toEqual(rooms.map((file) => dirname(file)).sort());
  });

  test.each(rows.filter(({ list }) => list !== 'any'))('gives the dependencies of $room', ({ room, list }) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    const ours = Object.keys(dependencies).filter((name) => name.startsWith('@etanche/'));
    const named = Array.from(list.matchAll(/`([^`]+)`/g), ([, other = '']) => `@etanche/${other.replace('/', '-')}`);
    expect(named.sort()).toEqual(ours.sort());
  });
});
