import { InteropError } from '../interop-error.ts';
import type { ZipEntry } from './zip-directory.ts';

/**
 * The path of an entry with `/` between its names; null for a folder.
 *
 * @throws InteropError `zip_unsafe` if it leaves the archive, or is not a plain path
 */
export function pathOf({ rawName, isUtf8 }: ZipEntry): string | null {
  // Windows programs write backslashes, although APPNOTE 4.4.17 asks for slashes.
  const path = decode(rawName, isUtf8)
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  if (path === '' || /[\u0000-\u001f\u007f]/.test(path) || /^[A-Za-z]:/.test(path) || path.startsWith('/'))
    throw unsafe();
  const isFolder = path.endsWith('/');
  const names = (isFolder ? path.slice(0, -1) : path).split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) throw unsafe();
  return isFolder ? null : path;
}

function decode(rawName: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rawName);
  } catch (cause) {
    if (isUtf8) throw new InteropError('zip_unsafe', 'a path is not UTF-8', { cause });
    // Code page 437 in theory; only that two names stay two matters here.
    return Array.from(rawName, (byte) => String.fromCharCode(byte)).join('');
  }
}

function unsafe(): InteropError {
  return new InteropError('zip_unsafe', 'a path leaves the archive or is not a plain path');
}
