import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { defaultStretch } from '@etanche/check-import';
import { french } from './support/leaked-people.ts';
import { openStage, type Stage } from './support/stage.ts';
import { measureTraffic, totalOf } from './support/traffic.ts';
import { check, expectHeading, headings, visit } from './support/visit.ts';

let stage: Stage;

/** Takes away what the oldest browsers that the page supports do not have. */
const olderBrowser = `
  for (const [owner, name] of [[Object, 'hasOwn'], [Object, 'groupBy'], [Array.prototype, 'at'], [URL, 'canParse'],
    [Array.prototype, 'findLast'], [Array.prototype, 'toSorted'], [Uint8Array, 'fromHex'], [Uint8Array, 'fromBase64'],
    [AbortSignal, 'any'], [AbortSignal, 'timeout'], [Promise, 'withResolvers'], [globalThis, 'structuredClone']]) delete owner[name];
  const importKey = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (...given) {
    if (given[2] === 'Ed25519') throw new DOMException('no such algorithm', 'NotSupportedError');
    return importKey.apply(this, given);
  };
`;

beforeAll(async () => {
  const provided = { testServer: inject('testServer'), browserPath: inject('browserPath') };
  stage = await openStage(provided, { people: 20, kinds: ['nir', 'code'], stretch: defaultStretch });
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('traffic', () => {
  test('of the first answer is under 120 kB, of the next one little more than its bucket', async () => {
    await using visitor = await visit(stage.browser, 'about:blank');
    const { page, context } = visitor;
    const read = measureTraffic(context);
    await page.goto(stage.site.url);
    await check(page, 'code', [stage.site.code]);
    await expectHeading(page, headings.fr.found);
    const first = await read();
    expect(totalOf(first)).toBeLessThan(120_000);
    expect(first.buckets).toBeGreaterThan(40_000);
    await page.getByRole('button', { name: 'Vérifier pour une autre personne' }).click();
    await check(page, 'code', [stage.site.code]);
    await expectHeading(page, headings.fr.found);
    const next = await read();
    expect(next.page).toBe(0);
    expect(totalOf(next) - next.buckets).toBeLessThan(12_000);
  });
});

describe('with the stretching of a real leak', () => {
  test('each step is marked, for who measures', async () => {
    const { complete } = stage.site.people;
    await using visitor = await visit(stage.browser, stage.site.url);
    const { page } = visitor;
    await check(page, 'nir', [complete.nir, french(complete.birthDate)]);
    await expectHeading(page, headings.fr.found);
    const steps = await page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));
    expect(steps).toEqual(['etanche-stretch', 'etanche-ask', 'etanche-fetch', 'etanche-answer']);
  });
});

describe('an older browser', () => {
  test('without Ed25519 in its WebCrypto, nor the conveniences of later years, answers all the same', async () => {
    const { complete } = stage.site.people;
    await using visitor = await visit(stage.browser, 'about:blank');
    const { page } = visitor;
    await page.addInitScript(olderBrowser);
    // The worker computes everything: its source begins with the same.
    await page.addInitScript((source) => {
      const { Blob: NativeBlob } = globalThis;
      globalThis.Blob = class extends NativeBlob {
        constructor(parts: BlobPart[] = [], options: BlobPropertyBag = {}) {
          super(options.type === 'text/javascript' ? [source, ...parts] : parts, options);
        }
      };
    }, olderBrowser);
    await page.goto(stage.site.url);
    await check(page, 'nir', [complete.nir, french(complete.birthDate)]);
    await expectHeading(page, headings.fr.found);
  });
});
