import { describe, expect, test } from 'vitest';
import { decodeText, recogniseDocument } from '../port/recognise-document.ts';
import { jpeg, pdf, png } from './document-samples.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const archive = join(latin1('PK\x03\x04'), new Uint8Array(40), latin1('PK\x05\x06'), new Uint8Array(18));

/** A reader skips the marker alone; a walk that believed the bytes behind it would pass over the frame. */
const standalone = (marker: number): Uint8Array =>
  join(jpeg.subarray(0, 2), Uint8Array.of(0xff, marker, 0, 2), jpeg.subarray(2));
const frameAt = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
const frame = jpeg.subarray(frameAt, frameAt + 19);

describe('a document', () => {
  test.each([
    ['a PDF', pdf, 'application/pdf'],
    ['a PDF with a line after its end', join(pdf, latin1('\r\n')), 'application/pdf'],
    ['a JPEG', jpeg, 'image/jpeg'],
    ['a JPEG with data of a camera behind its end', join(jpeg, new Uint8Array(200)), 'image/jpeg'],
    ['a PNG', png, 'image/png'],
    ['a text in UTF-8', new TextEncoder().encode('HbA1c : 7,4 %\r\nnormale'), 'text/plain'],
    ['a text in Windows-1252', latin1('Compte rendu op\xe9ratoire'), 'text/plain'],
  ])('%s is recognised', (_, bytes, type) => {
    expect(recogniseDocument(bytes)).toEqual({ type, refusal: null });
  });

  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['a program', join(latin1('MZ\x90\x00\x03'), new Uint8Array(60)), 'unknown_type'],
    ['an archive', archive, 'unknown_type'],
    ['a GIF', latin1('GIF89a\x01\x00\x01\x00'), 'unknown_type'],
    ['a page', latin1('\n <!DOCTYPE html><script>1</script>'), 'unknown_type'],
    ['a page behind a text', latin1('Bonjour <script>1</script>'), 'unknown_type'],
    ['an SVG image', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unknown_type'],
    ['a script of a shell', latin1('#!/bin/sh\nrm'), 'unknown_type'],
    ['an RTF', latin1('{\\rtf1 x}'), 'unknown_type'],
    ['a PDF without an end', pdf.subarray(0, 40), 'damaged'],
    ['a JPEG that is cut', jpeg.subarray(0, 30), 'damaged'],
    ['a JPEG with a marker without a length before its scan', standalone(0x01), 'damaged'],
    ['a JPEG with a restart before its scan', standalone(0xd0), 'damaged'],
    ['a JPEG with a second start before its scan', standalone(0xd8), 'damaged'],
    ['a JPEG with two frames', join(jpeg.subarray(0, frameAt), frame, jpeg.subarray(frameAt)), 'damaged'],
    ['a JPEG without segments', latin1('\xff\xd8\xff\xe0'), 'damaged'],
    ['a PNG that is cut', png.subarray(0, png.length - 12), 'damaged'],
    ['a PNG without a header', join(png.subarray(0, 8), latin1('\0\0\0\0IEND\0\0\0\0')), 'damaged'],
    ['a PDF that is an archive', join(pdf, archive), 'mixed'],
    ['a PDF with a page before it', join(latin1('%PDF-1.7\n<html><script>1</script>'), pdf), 'mixed'],
    ['a JPEG that is an archive', join(jpeg, archive), 'mixed'],
    ['a JPEG with a program behind it', join(jpeg, latin1('MZ\x90\x00')), 'mixed'],
    [
      'a JPEG that is a PDF',
      join(jpeg.subarray(0, 2), latin1('\xff\xfe\x00\x0b%PDF-1.7\n'), jpeg.subarray(2)),
      'mixed',
    ],
    ['a PNG with something behind it', join(png, latin1('x')), 'mixed'],
    ['a text that is a PDF', latin1('Bonjour\n%PDF-1.7\n%%EOF'), 'mixed'],
  ])('%s is refused', (_, bytes, refusal) => {
    expect(recogniseDocument(bytes)).toEqual({ type: null, refusal });
  });

  test('of more than 50 MiB, or of more pixels than a device draws, is refused', () => {
    expect(recogniseDocument(new Uint8Array(50 * 1024 * 1024 + 1)).refusal).toBe('too_large');
    const vast = Uint8Array.from(png);
    vast.set([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff], 16);
    expect(recogniseDocument(vast).refusal).toBe('too_large');
  });

  test('that is text is decoded in the encoding that it has', () => {
    expect(decodeText(new TextEncoder().encode('opéré'))).toBe('opéré');
    expect(decodeText(latin1('op\xe9r\xe9'))).toBe('opéré');
  });
});
