import { concat, utf8 } from '@etanche/core-wire';

type TarEntry = { readonly name: string; readonly content: string; readonly type?: string };

/** Builds a ustar archive. A name over 100 characters is in a pax header before its file. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts = entries.flatMap(({ name, content, type = '0' }) =>
    name.length > 100
      ? [...member('pax', paxPath(name), 'x'), ...member(name.slice(0, 100), content, type)]
      : member(name, content, type),
  );
  return concat(...parts, new Uint8Array(1024));
}

function member(name: string, content: string, type: string): Uint8Array[] {
  const bytes = utf8(content);
  const header = new Uint8Array(512);
  const put = (text: string, at: number): void => {
    header.set(utf8(text), at);
  };
  put(name, 0);
  put('0000644\0', 100);
  put(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  put('        ', 148);
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)];
}

/** A pax record, whose length includes its own digits. */
function paxPath(name: string): string {
  const rest = ` path=${name}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}
