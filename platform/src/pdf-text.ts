import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF by pdfkit: glyph codes of its content streams, through the ToUnicode map of each font. It is
 * sufficient to search for words without a PDF package.
 */
export function pdfText(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf).toString('latin1');
  let current = new Map<string, string>();
  const streams = [...bytes.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  const objects = new Map(
    [...bytes.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)endobj/g)].map(([, id, body = '']) => [id, body]),
  );
  const maps = new Map<string, Map<string, string>>();
  for (const [, body] of objects) {
    const unicode = /\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
    const name = /\/BaseFont \/[A-Z]+\+(\S+)/.exec(body)?.[1];
    if (unicode === undefined || name === undefined) continue;
    const stream = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(objects.get(unicode) ?? '')?.[1] ?? '';
    maps.set(name, glyphs(inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')));
  }
  const fontNames = new Map(
    [...bytes.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, font = '', id]) => [
      font,
      /\/BaseFont \/[A-Z]+\+(\S+)/.exec(objects.get(id) ?? '')?.[1] ?? '',
    ]),
  );
  let text = '';
  for (const content of streams.filter((stream) => stream.includes(' Tf'))) {
    for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
      if (font !== undefined) current = maps.get(fontNames.get(font) ?? '') ?? new Map<string, string>();
      for (const [, codes = ''] of (shown ?? '').matchAll(/<([0-9a-f]+)>/g)) {
        text += (codes.match(/.{4}/g) ?? []).map((code) => current.get(code) ?? '?').join('');
      }
      if (shown !== undefined) text += '\n';
    }
  }
  return text;
}

function glyphs(map: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, first = '', targets = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/g)) {
    for (const [index, [, hex = '']] of [...targets.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = hex.replaceAll(' ', '').match(/.{4}/g) ?? [];
      found.set(
        (parseInt(first, 16) + index).toString(16).padStart(4, '0'),
        String.fromCharCode(...units.map((unit) => parseInt(unit, 16))),
      );
    }
  }
  return found;
}
