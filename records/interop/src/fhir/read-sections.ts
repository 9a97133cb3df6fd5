import { codesOf, isObject, labelOf, objects, text, type BundleEntry, type JsonObject } from '@etanche/records-fhir';
import { decodeReferences } from '../text/character-references.ts';

export interface DocumentSection {
  readonly title: string | null;
  /** The first code, usually of LOINC. */
  readonly code: string | null;
  /**
   * The words of the narrative, without its HTML, in lines. Our own pages show the resources; a section without any is
   * shown by these words.
   */
  readonly text: string | null;
  /** True if the section says that it is empty, and why: `nilknown`, `unavailable`. */
  readonly emptyReason: string | null;
  readonly entries: readonly BundleEntry[];
  readonly sections: readonly DocumentSection[];
}

const deepest = 8;
const longestText = 200_000;

/** Reads the sections of a Composition and resolves their entries within the document. */
export function readSections(
  composition: JsonObject,
  resolveReference: (reference: string) => readonly BundleEntry[],
): { readonly sections: readonly DocumentSection[]; readonly unresolved: number } {
  let unresolved = 0;
  const read = (parent: JsonObject, depth: number): DocumentSection[] =>
    objects(parent['section']).map((section) => {
      const entries = objects(section['entry']).flatMap((one) => {
        const found = resolveReference(text(one['reference']) ?? '');
        if (found.length === 0) unresolved++;
        return found;
      });
      const narrative = isObject(section['text']) ? text(section['text']['div']) : null;
      return {
        title: text(section['title']) ?? labelOf(section['code']),
        code: codesOf(section['code'])[0]?.code ?? null,
        text: narrative === null ? null : wordsOf(narrative),
        emptyReason: codesOf(section['emptyReason'])[0]?.code ?? null,
        entries,
        sections: depth === deepest ? [] : read(section, depth + 1),
      };
    });
  const sections = read(composition, 1);
  return { sections, unresolved };
}

/** The words of XHTML, for which no element is ever used: a line for each block, a tab between cells. */
export function wordsOf(html: string): string {
  const parts: string[] = [];
  let at = 0;
  const text = html.slice(0, longestText);
  while (at < text.length) {
    const open = text.indexOf('<', at);
    parts.push(text.slice(at, open === -1 ? text.length : open).replace(/\s+/g, ' '));
    if (open === -1) break;
    const close = text.indexOf('>', open);
    if (close === -1) break;
    const name = /^<\/?([A-Za-z][A-Za-z0-9]{0,20})/.exec(text.slice(open, open + 24))?.[1]?.toLowerCase() ?? '';
    if (/^(?:p|div|br|tr|li|h[1-6]|table|ul|ol|blockquote)$/.test(name)) parts.push('\n');
    else if ((name === 'td' || name === 'th') && text[open + 1] !== '/') parts.push('\t');
    at = close + 1;
  }
  const lines = decodeReferences(parts.join(''))
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
}
