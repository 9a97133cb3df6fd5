import { typeset } from '@etanche/ui';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const catalogues = globSync('records/web/page/text/{fr,*-fr}.ts', { cwd: root });
const others = globSync(
  [
    'records/web/{page,paper,port,reader,worker,writer}/**/*.{ts,tsx}',
    'records/document/src/**/*.ts',
    'records/fhir/src/pregnancy/*.ts',
    'records/medicines/src/{checks/pregnancy-warnings,rules/*}.ts',
  ],
  { cwd: root },
).filter((path) => !/\/text\/(?:.+-)?(?:fr|en)\.ts$/.test(path));

type Piece = { readonly text: string; readonly followsValue: boolean };

/** The parts of a source that can be shown: strings, the fixed parts of templates, and the text of elements. */
function pieces(source: string): Piece[] {
  const found: Piece[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    const { type, value, quasis } = node as { type?: unknown; value?: unknown; quasis?: unknown };
    if (typeof value === 'string' && (type === 'Literal' || type === 'JSXText'))
      found.push({ text: value, followsValue: false });
    if (type === 'TemplateLiteral' && Array.isArray(quasis))
      quasis.forEach(({ value: part }: { value: { cooked: string } }, i) =>
        found.push({ text: part.cooked, followsValue: i > 0 }),
      );
    Object.values(node).forEach(visit);
  };
  visit(parseSync('source.tsx', source).program.body);
  return found;
}

const unit = /^ (?:min|h|ans?|mois|jours?|semaines?|j|SA|kg|g|mg|mL|ml|cm|mm|mmHg|[kKMG]?o|%|€|UI)(?![\p{L}\d])/u;
/** A plain space before a sign that ends a clause, or inside guillemets. */
const looseSign = /(?:^|[\p{L}\d»)%.]) [;:!?](?=\s|$)| »|« /u;

const loose = ({ text, followsValue }: Piece): boolean =>
  typeset(text, 'fr').replaceAll('\u2011', '-') !== text || (followsValue && unit.test(text));
const straight = ({ text }: Piece): boolean => /\p{L}'\p{L}|\s"|"\s/u.test(text);

function offending(paths: readonly string[], isWrong: (piece: Piece) => boolean): string[] {
  return paths.flatMap((path) =>
    pieces(readFileSync(join(root, path), 'utf8')).flatMap((piece) =>
      isWrong(piece) ? [`${path}: ${piece.text}`] : [],
    ),
  );
}

describe('French texts of the application', () => {
  test('the catalogues keep signs, numbers and units with the words that they belong to', () => {
    expect(catalogues.length).toBeGreaterThan(25);
    expect(offending(catalogues, loose)).toEqual([]);
  });

  test('the catalogues use typographic apostrophes and no straight quotes', () => {
    expect(offending(catalogues, straight)).toEqual([]);
  });

  test('no screen and no paper puts a plain space before a sign', () => {
    expect(others.length).toBeGreaterThan(300);
    expect(offending(others, ({ text }) => looseSign.test(text))).toEqual([]);
  });

  test('the rules find a loose sign, number, unit and quote wherever a text is written', () => {
    const found = (source: string, isWrong: (piece: Piece) => boolean) => pieces(source).filter(isWrong).length;
    expect(found('() => ["Fini ?", `${b} : ${c}`, `${n} min`, "1 message", `« ${d} »`];', loose)).toBe(6);
    expect(found('const a = ["Fini\\u202f?", `${b}\\u00a0: ${c}`, `${n}\\u00a0min`, "a 1\\u00a0b"];', loose)).toBe(0);
    expect(found('const a = <p title={`${b} : ${c}`}>{d} : {e}</p>;', ({ text }) => looseSign.test(text))).toBe(2);
    expect(found('const a = b === "c" ? `d ${e}` : " ";', ({ text }) => looseSign.test(text))).toBe(0);
    expect(found(`const a = ["l'un", 'dit "oui" ici', "l’un"];`, straight)).toBe(2);
  });
});
