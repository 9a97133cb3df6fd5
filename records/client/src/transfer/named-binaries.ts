import type { OpenedVersion } from '@etanche/core-sealing';
import { fromUtf8 } from '@etanche/core-wire';

/** Record ids of the binaries that a version names, as attachments or as stored data. */
export function namedBinaries({ bytes }: Pick<OpenedVersion, 'bytes'>): string[] {
  return Array.from(fromUtf8(bytes).matchAll(/"Binary\/([a-z2-7]{26})["#]/g), ([, binary = '']) => binary);
}
