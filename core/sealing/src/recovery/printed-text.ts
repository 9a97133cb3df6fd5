import { concat, equalBytes, joinFields, sha256, type Bytes } from '@etanche/core-wire';
import { fromLetters, letterOf, toLetters, valueOf } from './base32.ts';
import { multiply32 } from './gf.ts';
import { SealingError } from '../sealing-error.ts';

/** A kind of printed text: its length, and a label, so that one kind is not accepted as another. */
export type PrintedKind = { readonly label: string; readonly bytes: number; readonly checksumBytes: number };

/** Letters of data per group; a fourth letter checks them and the group's position. */
const DATA_LETTERS = 3;

/**
 * Bytes as groups of four letters (docs/protocol.md 7.1): the last letter of each group locates a typing error, and the
 * checksum after the data detects the remaining ones.
 */
export function encodePrinted(kind: PrintedKind, data: Bytes): string {
  const values = toLetters(concat(data, checksum(kind, data)));
  const groups = [];
  for (let at = 0; at < values.length; at += DATA_LETTERS) {
    const group = Array.from({ length: DATA_LETTERS }, (_, i) => values[at + i] ?? 0);
    groups.push([...group, checkLetter(group, at / DATA_LETTERS)].map(letterOf).join(''));
  }
  return groups.join(' ');
}

/**
 * The inverse of `encodePrinted`, for typed text in any case, with 0, 1 and 8 for O, I and B, and any spaces or dashes.
 *
 * @throws SealingError `text_mistyped`, naming the wrong groups (counted from 1)
 */
export function parsePrinted(kind: PrintedKind, typed: string): Bytes {
  const letters = typed.replaceAll(/[\s\u2010-\u2015.-]/gu, '');
  const groups = Math.ceil(((kind.bytes + kind.checksumBytes) * 8) / 5 / DATA_LETTERS);
  if (letters.length !== groups * (DATA_LETTERS + 1)) {
    throw mistyped(`${letters.length} characters instead of ${groups * (DATA_LETTERS + 1)}`);
  }
  const values = Array.from(letters, valueOf);
  const wrong: number[] = [];
  const data: number[] = [];
  for (let group = 0; group < groups; group++) {
    const at = group * (DATA_LETTERS + 1);
    const three = values.slice(at, at + DATA_LETTERS);
    const check = values[at + DATA_LETTERS];
    if (three.includes(-1) || check !== checkLetter(three, group)) wrong.push(group + 1);
    data.push(...three);
  }
  if (wrong.length > 0) throw mistyped(`a character is wrong in group ${wrong.join(', ')}`);
  const bytes = fromLetters(data);
  const read = bytes.slice(0, kind.bytes);
  const sum = bytes.slice(kind.bytes, kind.bytes + kind.checksumBytes);
  // The padding bits of the last group must be zero.
  const canonical = encodePrinted(kind, read).replaceAll(' ', '') === values.map(letterOf).join('');
  if (!canonical || !equalBytes(sum, checksum(kind, read))) throw mistyped('the checksum is wrong');
  return read;
}

/**
 * Over GF(32) with α = 2: α·a + α²·b + α³·c + the group's number. It detects every single wrong letter, two swapped
 * neighbours, and two swapped groups.
 */
function checkLetter(group: readonly number[], number: number): number {
  const [a = 0, b = 0, c = 0] = group;
  return multiply32(2, a) ^ multiply32(4, b) ^ multiply32(8, c) ^ (number & 31);
}

function checksum({ label, checksumBytes }: PrintedKind, data: Bytes): Bytes {
  return sha256(joinFields(label, data)).slice(0, checksumBytes);
}

function mistyped(message: string): SealingError {
  return new SealingError('text_mistyped', message);
}
