import type { NarrativeBlock } from '@etanche/records-interop';
import type { SectionView } from '../../port/structured-document.ts';

/** Files of a document that are drawn without a press: each image takes up to 256 MiB, and any number may be named. */
export const mostDrawn = 6;

/** The places at which a document names a file for the first time, at most `mostDrawn`, in the order of the text. */
export function firstMedia(sections: readonly SectionView[]): ReadonlySet<NarrativeBlock> {
  const found = new Set<NarrativeBlock>();
  const visit = (blocks: readonly NarrativeBlock[], media: SectionView['media'], named: Set<string>): void => {
    for (const block of blocks) {
      if (found.size >= mostDrawn) return;
      if (block.kind === 'list') for (const item of block.items) visit(item, media, named);
      else if (block.kind === 'table') {
        for (const { cells } of block.rows) for (const cell of cells) visit(cell.blocks, media, named);
      } else if (block.kind === 'media' && !named.has(block.id) && media.some(({ id }) => id === block.id)) {
        named.add(block.id);
        found.add(block);
      }
    }
  };
  const enter = ({ blocks, media, sections: below }: SectionView): void => {
    if (found.size >= mostDrawn) return;
    visit(blocks, media, new Set());
    below.forEach(enter);
  };
  sections.forEach(enter);
  return found;
}
