import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { syntheticPractice } from '@etanche/demo';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Section } from '../figure.ts';
import { timePacks, type PackTimes } from './open-packs.ts';

const resources = 300;

/** Opening the versions of a patient's file without a server: in one pack and in many, in Node and in Chromium. */
export async function measurePacks(run: BenchRun): Promise<Section> {
  const tries = 10 * run.sizes.answers;
  const options = { seed: 'packs', patients: 1, resourcesPerPatient: resources, today: '2026-11-20' };
  const [patient] = syntheticPractice(options);
  if (patient === undefined) throw new Error('no patient');
  const texts = patient.resources;
  run.say(`packs: ${texts.length} versions, ${tries} openings in Node`);
  const node = await timePacks(texts, tries);
  run.say('packs: the same in Chromium');
  const page = run.browser === null ? null : await inChromium(run.browser, texts, tries);
  const plain = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const what = `opening ${texts.length} versions in one pack`;
  return {
    name: 'packs',
    title: 'Packs: opening the versions of a file, without server and vaults',
    figures: [
      factor({ what: `${what}, Node`, value: node.one, unit: 'ms' }, { name: 'in a pack each', value: node.each }),
      ...(page === null
        ? []
        : [
            factor(
              { what: `${what}, Chromium`, value: page.one, unit: 'ms', aim: '≤ × 2' },
              { name: 'Node', value: node.one },
            ),
            factor(
              { what: `${what}, Chromium`, value: page.one, unit: 'ms' },
              { name: 'in a pack each', value: page.each },
            ),
          ]),
      factor(
        { what: 'bytes of the pack and its list', value: node.sealedBytes.one / 1000, unit: 'kB' },
        { name: 'the resources', value: plain / 1000 },
      ),
      factor(
        { what: '  in a pack each', value: node.sealedBytes.each / 1000, unit: 'kB' },
        { name: 'the resources', value: plain / 1000 },
      ),
    ],
    notes: [
      'Derivation of the key, decryption, inflation, and the hash of each version; heads are verified once for each write and are not in it.',
      page === null ? 'No browser was given.' : 'Chromium runs the same program with its own cryptography, in a page.',
    ],
  };
}

async function inChromium(executablePath: string, texts: readonly string[], tries: number): Promise<PackTimes> {
  const script = await bundle();
  const server = createServer((request, response) => {
    const isScript = request.url === '/packs.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : `<!doctype html><script type="module">import { timePacks } from '/packs.js'; globalThis.timePacks = timePacks;</script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await using browser = await chromium.launch({ executablePath });
    const page = await browser.newPage();
    // Localhost is a secure context, so WebCrypto is available.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate(
      ([given, count]) => (globalThis as unknown as { timePacks: typeof timePacks }).timePacks(given, count),
      [texts, tries] as const,
    );
  } finally {
    server.close();
  }
}

async function bundle(): Promise<string> {
  const entry = new URL('open-packs.ts', import.meta.url).pathname;
  const lib = { entry, formats: ['es' as const], fileName: 'packs' };
  const built = await build({ configFile: false, logLevel: 'silent', build: { write: false, lib } });
  const [chunk] = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  if (chunk?.type !== 'chunk') throw new Error('the program was not bundled');
  return chunk.code;
}
