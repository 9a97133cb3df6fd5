import { type Window, advance } from '../bytes/window.ts';
import { IntakeError } from '../intake-error.ts';
import { endOfString, isBlank, jsonValueAt, openBrace, openBracket } from './split-json.ts';
import type { RecordPath } from './record-paths.ts';

/** The bytes of a value at the path, or of a broken part of the document. */
type ScannedValue = { readonly ok: boolean; readonly bytes: Buffer };

type Level = { readonly isList: boolean; key: string };

const [closeBrace, closeBracket, quote, comma, colon, semicolon] = [0x7d, 0x5d, 0x22, 0x2c, 0x3a, 0x3b];

/**
 * Finds the values at a path in a document that arrives in chunks, or in a sequence of documents. Values outside the
 * path are skipped. With an empty path, every document is a value.
 */
export function makeRecordScanner(path: RecordPath): {
  readonly take: (window: Window) => ScannedValue[];
  readonly isOpen: () => boolean;
} {
  const levels: Level[] = [];
  /** Levels that match the path; a value is a record if all levels match. */
  const isOnPath = (depth: number, key: string): boolean => path[depth] === '*' || path[depth] === key;

  const take = (window: Window): ScannedValue[] => {
    const found: ScannedValue[] = [];
    while (step(window, found));
    return found;
  };

  /** Consumes one token or value; returns false if more bytes are needed. */
  const step = (window: Window, found: ScannedValue[]): boolean => {
    const { bytes, to } = window;
    const top = levels.at(-1);
    while (
      window.from < to &&
      (isBlank(bytes[window.from]) || bytes[window.from] === comma || bytes[window.from] === semicolon)
    )
      window.from++;
    if (window.from >= to) return false;
    if (top === undefined && !skipPrefix(window)) return false;
    const byte = bytes[window.from];
    if (byte === closeBrace || byte === closeBracket) {
      if (top === undefined || top.isList !== (byte === closeBracket))
        throw new IntakeError('source_damaged', 'the brackets of the JSON do not match');
      levels.pop();
      advance(window, window.from + 1);
      return true;
    }
    if (top !== undefined && !top.isList && top.key === '') return takeKey(window, top);
    return takeValue(window, found, top);
  };

  /** Consumes the name of a member and its colon. */
  const takeKey = (window: Window, top: Level): boolean => {
    const { bytes, to, final } = window;
    const isQuoted = bytes[window.from] === quote;
    let end = isQuoted ? endOfString(bytes, window.from, to) : window.from;
    if (end === -1) return cut(window);
    if (!isQuoted) while (end < to && bytes[end] !== colon && !isBlank(bytes[end])) end++;
    let after = isQuoted ? end + 1 : end;
    while (after < to && isBlank(bytes[after])) after++;
    if (after >= to && !final) return false;
    if (bytes[after] !== colon) throw new IntakeError('source_damaged', 'a member of the JSON has no name');
    const text = bytes.toString('utf8', window.from, isQuoted ? end + 1 : end);
    top.key = `=${isQuoted ? nameOf(text) : text}`;
    advance(window, after + 1);
    return true;
  };

  const takeValue = (window: Window, found: ScannedValue[], top: Level | undefined): boolean => {
    const { bytes, to, final } = window;
    const depth = levels.length;
    const key = top === undefined ? '' : top.isList ? '*' : top.key.slice(1);
    const isInside = depth === 0 || isOnPath(depth - 1, key);
    const opens = bytes[window.from] === openBrace || bytes[window.from] === openBracket;
    if (isInside && depth < path.length + 1 && depth !== path.length && opens) {
      if (top !== undefined && !top.isList) top.key = '';
      levels.push({ isList: bytes[window.from] === openBracket, key: '' });
      advance(window, window.from + 1);
      return true;
    }
    const span = jsonValueAt(bytes, window.from, to, final);
    if (span === 'more') return cut(window, isInside ? found : undefined);
    const end = Math.max(span.to, window.from + 1);
    if (isInside && depth === path.length && opens)
      found.push({ ok: true, bytes: Buffer.from(bytes.subarray(window.from, end)) });
    else if (isInside && depth === path.length && path.length > 0)
      found.push({ ok: false, bytes: Buffer.from(bytes.subarray(window.from, end)) });
    if (top !== undefined && !top.isList) top.key = '';
    advance(window, end);
    return true;
  };

  /** Reports a value that is incomplete at the end of the source. */
  const cut = (window: Window, found?: ScannedValue[]): boolean => {
    if (!window.final) return false;
    found?.push({ ok: false, bytes: Buffer.from(window.bytes.subarray(window.from, window.to)) });
    if (found !== undefined) levels.length = 0;
    window.from = window.to;
    return false;
  };

  return { take, isOpen: () => levels.length > 0 };
}

/**
 * Skips text around a document: comments, `window.patients =`, `callback(` and its end. False if more bytes are needed.
 */
function skipPrefix(window: Window): boolean {
  const { bytes, to, final } = window;
  const text = bytes.toString('latin1', window.from, Math.min(to, window.from + 4096));
  const prefix =
    /^(?:\/\*[\s\S]*?\*\/|\/\/[^\n]*\n|[\s;,)]|(?:export\s+default|return)\s|(?:(?:var|let|const)\s+)?[\w.$[\]'"]+\s*=(?!=)|[\w.$]+\s*\()+/.exec(
      text,
    );
  if (prefix === null || /^[[{"]/.test(text)) return true;
  advance(window, window.from + prefix[0].length);
  return window.from < to || final ? window.from < to : false;
}

function nameOf(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
