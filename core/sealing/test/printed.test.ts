import type { Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  combineKitSheets,
  drawKitSecret,
  kitKeysFromSecret,
  kitKeysHash,
  parseKitSheet,
  parseRecoveryCode,
  printKit,
  printRecoveryCode,
  recoveryLookup,
} from '../src/index.ts';
import { invert256, multiply256 } from '../src/recovery/gf.ts';
import { combineTwo, splitInTwoOf } from '../src/recovery/shamir.ts';
import { counted, failure, flipped, hex, named, readVectors, toHex } from './fixtures.ts';

type KitVectors = {
  kits: {
    secret: string;
    trust: string;
    practice: string;
    auth: string;
    sealing: string;
    keysHash: string;
    sheets: string[];
  }[];
  refused: { name: string; sheets: string[]; code: string }[];
};
type RecoveryVectors = {
  codes: { code: string; printed: string; typed: string[]; lookup: string }[];
  mistyped: { name: string; typed: string }[];
};
const kitVectors = readVectors('kit') as KitVectors;
const recoveryVectors = readVectors('recovery') as RecoveryVectors;
const mistyped = failure('text_mistyped');
function kitOf(trust: Bytes, name: string): readonly string[] {
  const random = counted(name);
  return printKit({ secret: drawKitSecret(random), trust }, random);
}
const pair = (sheets: readonly string[], a: number, b: number) =>
  combineKitSheets(parseKitSheet(sheets[a] ?? ''), parseKitSheet(sheets[b] ?? ''));

describe('vectors', () => {
  test.each(kitVectors.kits)('kit $keysHash', async (vector) => {
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      expect(pair(vector.sheets, a, b)).toEqual({ secret: hex(vector.secret), trust: hex(vector.trust) });
    }
    const keys = await kitKeysFromSecret(hex(vector.secret));
    expect(toHex(keys.auth.publicKey)).toBe(vector.auth);
    expect(toHex(keys.sealing.publicKey)).toBe(vector.sealing);
    expect(toHex(kitKeysHash(keys.auth.publicKey, keys.sealing.publicKey))).toBe(vector.keysHash);
  });

  test.each(kitVectors.refused)('kit: $name', ({ sheets, code }) => {
    expect(() => pair(sheets, 0, 1)).toThrow(failure(code));
  });

  test.each(recoveryVectors.codes)('code $printed', async ({ code, printed, typed, lookup }) => {
    expect(printRecoveryCode(hex(code))).toBe(printed);
    for (const text of [printed, ...typed]) expect(toHex(parseRecoveryCode(text))).toBe(code);
    expect(await recoveryLookup(hex(code))).toBe(lookup);
  });

  test.each(recoveryVectors.mistyped)('code: $name', ({ typed }) => {
    expect(() => parseRecoveryCode(typed)).toThrow(mistyped);
  });
});

describe('printed text', () => {
  const code = named('code', 16);
  const printed = printRecoveryCode(code);
  const sheets = kitOf(named('trust', 20), 'kit');
  const [sheet = ''] = sheets;
  const refuses = (typed: string) => {
    try {
      parseRecoveryCode(typed);
      return false;
    } catch {
      return true;
    }
  };
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

  test('every printed code and sheet is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (drawn) => {
        const bytes = Uint8Array.from(drawn);
        expect(parseRecoveryCode(printRecoveryCode(bytes).toLowerCase().replaceAll(' ', '-'))).toEqual(bytes);
      }),
    );
    expect(sheet).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){31}$/);
    expect(printed).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){9}$/);
  });

  test('one wrong letter in printed text is rejected, and its group is named', () => {
    for (let at = 0; at < sheet.length; at++) {
      if (sheet[at] === ' ') continue;
      for (const letter of letters) {
        if (letter === sheet[at]) continue;
        const typed = sheet.slice(0, at) + letter + sheet.slice(at + 1);
        expect(() => parseKitSheet(typed)).toThrow(`group ${String(Math.floor(at / 5) + 1)}`);
      }
    }
  });

  test('printed text with swapped letters or groups, or missing or extra letters is rejected', () => {
    const solid = printed.replaceAll(' ', '');
    for (let at = 0; at + 1 < solid.length; at++) {
      const typed = solid.slice(0, at) + (solid[at + 1] ?? '') + (solid[at] ?? '') + solid.slice(at + 2);
      expect(typed === solid || refuses(typed)).toBe(true);
      expect(() => parseRecoveryCode(solid.slice(0, at) + solid.slice(at + 1))).toThrow(mistyped);
    }
    const groups = printed.split(' ');
    for (let at = 0; at + 1 < groups.length; at++) {
      const swapped = groups.toSpliced(at, 2, groups[at + 1] ?? '', groups[at] ?? '').join(' ');
      expect(() => parseRecoveryCode(swapped)).toThrow(mistyped);
    }
    for (const typed of [
      '',
      `${printed} AAAA`,
      `${printed}?`,
      sheet,
      ...['é', 'ﬆ', '😀'].map((c) => printed.replace(/./, c)),
    ]) {
      expect(() => parseRecoveryCode(typed)).toThrow(mistyped);
    }
  });

  test('a sheet is not read as a code, and an error does not repeat the typed text', () => {
    expect(() => parseKitSheet(printed)).toThrow(mistyped);
    expect(() => parseRecoveryCode(printed.replace(/^./, '!'))).toThrow(/^a character is wrong in group 1$/);
  });
});

describe('the field and the sharing', () => {
  test('every byte but 0 has an inverse, and multiplication is that of AES', () => {
    expect(multiply256(0x57, 0x83)).toBe(0xc1);
    expect(multiply256(0x57, 0x13)).toBe(0xfe);
    expect(invert256(0)).toBe(0);
    for (let a = 1; a < 256; a++) expect(multiply256(a, invert256(a))).toBe(1);
  });

  test('any two shares restore the secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.string(), (drawn, name) => {
        const secret = Uint8Array.from(drawn);
        const shares = splitInTwoOf(secret, 3, counted(name));
        for (const a of shares) {
          for (const b of shares.filter(({ x }) => x !== a.x)) expect(combineTwo(a, b)).toEqual(secret);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('one share is consistent with every secret', () => {
    // For a share (x, y) and any secret byte s, the slope (y − s)/x gives that share.
    for (let s = 0; s < 256; s++) {
      const slope = multiply256(0x5a ^ s, invert256(2));
      const [, second] = splitInTwoOf(Uint8Array.of(s), 2, () => Uint8Array.of(slope));
      expect(second?.y).toEqual(Uint8Array.of(0x5a));
    }
  });
});

describe('a kit', () => {
  const trust = named('trust', 20);

  test('sheets of two kits, the same sheet twice and sheets of two practices cannot be combined', () => {
    const one = kitOf(trust, 'one');
    const two = kitOf(trust, 'two');
    const elsewhere = kitOf(named('other', 20), 'one');
    expect(() => pair([...one, ...two], 0, 4)).toThrow(failure('sheets_differ'));
    expect(() => pair([...one, ...elsewhere], 0, 4)).toThrow(failure('sheets_differ'));
    expect(() => pair(one, 1, 1)).toThrow(failure('sheet_repeated'));
    const [a, b] = one.map(parseKitSheet);
    if (a === undefined || b === undefined) throw new Error('kit has no sheets');
    const forged = { ...b, share: { x: 2, y: flipped(b.share.y, 7) } };
    expect(() => combineKitSheets(a, forged)).toThrow(failure('sheets_differ'));
    const secret = named('secret', 32);
    const printings = ['first', 'second'].map((name) => printKit({ secret, trust }, counted(name)));
    expect(() => pair(printings.flat(), 0, 4)).toThrow(failure('sheets_differ'));
    expect(pair(printings.flat(), 3, 5).secret).toEqual(secret);
  });

  test('the keys of a kit differ from each other and from those of other kits', async () => {
    const keys = await Promise.all(['a', 'b'].map((name) => kitKeysFromSecret(named(name, 32))));
    expect(new Set(keys.map((key) => toHex(key.auth.publicKey))).size).toBe(2);
    expect(new Set(keys.map((key) => toHex(key.sealing.publicKey))).size).toBe(2);
  });
});
