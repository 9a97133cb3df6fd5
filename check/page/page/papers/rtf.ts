import { typeset } from '@etanche/ui';
import type { Block, Paper } from './document.ts';

/** Rich Text Format 1.9: plain ASCII, with every other character as UTF-16 units (`\uN?`). */
export function toRtf(paper: Paper): string {
  const language = paper.language === 'fr' ? 1036 : 2057;
  const blocks = paper.blocks.map((block) => blockRtf(block, paper.language));
  return [
    `{\\rtf1\\ansi\\deff0\\deflang${language}{\\fonttbl{\\f0\\fswiss Arial;}}\\f0\\fs24\\sa160`,
    `{\\pard\\sa240\\b\\fs32 ${escape(paper.title, paper.language)}\\par}`,
    ...blocks,
    '}',
  ].join('\n');
}

function blockRtf(block: Block, language: string): string {
  switch (block.type) {
    case 'heading':
      return `{\\pard\\sb200\\sa120\\b ${escape(block.text, language)}\\par}`;
    case 'paragraph':
      return `{\\pard\\sa160 ${escape(block.text, language)}\\par}`;
    case 'lines':
      return `{\\pard\\sa200 ${block.items.map((item) => escape(item, language)).join('\\line ')}\\par}`;
    case 'list':
      return block.items
        .map((item) => `{\\pard\\fi-240\\li360\\sa60 \\u8226?  ${escape(item, language)}\\par}`)
        .join('\n');
  }
}

function escape(text: string, language: string): string {
  return typeset(text, language)
    .replace(/[\\{}]/g, '\\$&')
    .replace(/\r?\n/g, '\\line ')
    .replace(/[^\n -~]/g, (character) => {
      const unit = character.charCodeAt(0);
      return `\\u${unit > 0x7fff ? unit - 0x10000 : unit}?`;
    });
}
