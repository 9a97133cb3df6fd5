import { readFile, rename, writeFile } from 'node:fs/promises';
import { PlatformError } from './platform-error.ts';

/**
 * Replaces the text between `<!-- begin NAME -->` and `<!-- end NAME -->`. The markers and the rest of the document
 * stay as they are.
 *
 * @param name lower-case words joined by hyphens
 * @throws PlatformError `block_invalid`: a marker is missing or repeated, they are in the wrong order, or the new text
 *   contains a marker; the document has to be corrected by hand
 */
export function replaceBlock(document: string, name: string, content: string): string {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  for (const marker of [begin, end]) {
    const places = document.split(marker).length - 1;
    if (places !== 1) {
      throw new PlatformError('block_invalid', `the document has the marker "${marker}" ${places} times, not once`);
    }
  }
  const start = document.indexOf(begin) + begin.length;
  const stop = document.indexOf(end);
  if (stop < start) throw new PlatformError('block_invalid', `the marker "${end}" stands before "${begin}"`);
  if (/<!-- (begin|end) /.test(content)) {
    throw new PlatformError('block_invalid', `the new text of "${name}" contains a marker`);
  }
  return `${document.slice(0, start)}\n\n${content.trim()}\n\n${document.slice(stop)}`;
}

/**
 * Verifies that a document has all these blocks, so that a long measurement does not run for nothing.
 *
 * @throws PlatformError `document_unreadable`, `block_invalid`
 */
export async function requireBlocks(file: string, names: readonly string[]): Promise<void> {
  const document = await readDocument(file);
  for (const name of names) replaceBlock(document, name, '');
}

/**
 * Replaces one block of a document and renames the new file over the old one, so that no half-written document is left.
 *
 * @throws PlatformError `document_unreadable`, `block_invalid`: the file is unchanged
 */
export async function writeBlock(file: string, name: string, content: string): Promise<void> {
  const document = replaceBlock(await readDocument(file), name, content);
  const temporary = `${file}.tmp`;
  await writeFile(temporary, document);
  await rename(temporary, file);
}

async function readDocument(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PlatformError('document_unreadable', `cannot read the document ${file}`, { cause: error });
  }
}
