import { h } from '@etanche/ui';
import type { Block, Paper } from './document.ts';
import { toRtf } from './rtf.ts';

/** Prints the paper instead of the page (style.css hides the rest), and then removes it. */
export function printPaper(paper: Paper): void {
  const sheet = h('article', { class: 'sheet-of-paper', lang: paper.language }, h('h1', {}, paper.title));
  for (const block of paper.blocks) sheet.append(blockElement(block));
  document.body.append(sheet);
  document.body.classList.add('printing');
  const remove = (): void => {
    document.body.classList.remove('printing');
    sheet.remove();
  };
  // Phones return from print() before the printout is rendered.
  addEventListener('afterprint', remove, { once: true });
  print();
}

/** Saves the paper as a file that any word processor opens. */
export function savePaper(paper: Paper): void {
  const url = URL.createObjectURL(new Blob([toRtf(paper)], { type: 'application/rtf' }));
  h('a', { href: url, download: `${paper.file}.rtf` }).click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}

function blockElement(block: Block): HTMLElement {
  switch (block.type) {
    case 'heading':
      return h('h2', {}, block.text);
    case 'paragraph':
      return h('p', {}, block.text);
    case 'lines':
      return h('p', { class: 'lines' }, block.items.join('\n'));
    case 'list':
      return h('ul', {}, ...block.items.map((item) => h('li', {}, item)));
  }
}
