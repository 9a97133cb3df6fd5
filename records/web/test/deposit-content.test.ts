import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '@etanche/core-wire';
import { decodeDeposit, encodeDeposit } from '../worker/deposit-content.ts';
import { jpeg, png } from './document-samples.ts';

const facts = { title: 'Bilan', kind: 'result', date: '2026-11-28' } as const;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const decoded = (thumbnail: unknown) => decodeDeposit(concat(utf8(`${JSON.stringify({ facts, thumbnail })}\n`), jpeg));
/** The image with other sides, which its decoder allocates. */
const vast = (side: number): Uint8Array => {
  const bytes = Uint8Array.from(jpeg);
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
  bytes.set([side >> 8, side & 0xff, side >> 8, side & 0xff], at + 5);
  return bytes;
};

describe('a deposit that a doctor opens', () => {
  test('has what the reception sealed', () => {
    const thumbnail = { contentType: 'image/jpeg', data: base64(jpeg) } as const;
    const content = { facts, thumbnail, bytes: jpeg };
    expect(decodeDeposit(encodeDeposit(content))).toEqual(content);
    expect(decoded(null).thumbnail).toBeNull();
  });

  test.each([
    ['of many pixels', base64(vast(8000))],
    ['of many bytes', base64(concat(jpeg, new Uint8Array(100_000)))],
    ['of another type', base64(png)],
    ['that is a page', base64(utf8('<svg xmlns="http://www.w3.org/2000/svg"/>'))],
    ['that is no base64', 'é'],
    ['that is empty', ''],
  ])('has no thumbnail %s', (_, data) => {
    expect(decoded({ contentType: 'image/jpeg', data }).thumbnail).toBeNull();
  });
});
