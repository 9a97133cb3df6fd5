/** Decodes chunks in UTF-16 or UTF-32, which may split characters; the last call has no bytes. */
type WideDecoder = (chunk?: Uint8Array) => string;

export function makeWideDecoder(encoding: string): WideDecoder {
  if (encoding.startsWith('utf-32')) return utf32Decoder(encoding === 'utf-32le');
  const decoder = new TextDecoder(encoding);
  return (chunk) => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
}

/** Code points beyond Unicode become the replacement character; a byte order mark at the start is dropped. */
function utf32Decoder(littleEndian: boolean): WideDecoder {
  let carried: Uint8Array = new Uint8Array();
  let first = true;
  return (chunk = new Uint8Array()) => {
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const whole = bytes.length - (bytes.length % 4);
    carried = Uint8Array.from(bytes.subarray(whole));
    const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
    let text = '';
    for (let offset = 0; offset < whole; offset += 4) {
      const code = view.getUint32(offset, littleEndian);
      if (!(first && code === 0xfeff))
        text += code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
      first = false;
    }
    return text;
  };
}
