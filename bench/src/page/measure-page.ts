import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { defaultStretch } from '@etanche/check-import';
import type { Stretch } from '@etanche/core-check-protocol';
import { startTrial, threePeople, type PersonToTry, type Trial } from '@etanche/trial';
import { chromium, type Browser } from 'playwright-core';
import type { BenchRun } from '../bench-run.ts';
import { generous } from '../children/run-federation.ts';
import { factor, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { random } from '../random.ts';
import { byteFigures, partFigures } from './page-figures.ts';
import { calculationMs, onPhone } from './phone.ts';
import { TrafficMeter, type Exchange } from './traffic-meter.ts';
import { Visitor, type Timed } from './visitor.ts';

/** An old phone's processor in the terms of the developer tools: "4× slowdown" is a mid-range phone. */
const phoneTimes = 4;
const seed = 'bench';

type Measured = {
  readonly first: readonly Exchange[];
  readonly next: readonly Exchange[];
  readonly desktop: readonly Timed[];
  readonly phone: readonly Timed[];
  /** The measured slowdown. */
  readonly slowdown: number;
  /** One bucket fetched by the page alone, in ms. */
  readonly fetchMs: number;
};

/** A person's answer in a real browser: bytes on the wire, and the time between click and answer. */
export async function measurePage(run: BenchRun): Promise<Section> {
  if (run.browser === null) throw new Error('ETANCHE_BROWSER is not set; `npm run bench` finds or downloads a browser');
  const browser = await chromium.launch({ executablePath: run.browser, args: ['--no-sandbox'] });
  try {
    const stretched = await measureIndex(run, browser, defaultStretch);
    const plain = await measureIndex(run, browser, null);
    return section(run, stretched, plain);
  } finally {
    await browser.close();
  }
}

async function measureIndex(run: BenchRun, browser: Browser, stretch: Stretch | null): Promise<Measured> {
  const name = stretch === null ? 'plain' : 'stretched';
  run.say(`page: ${stretch === null ? 'an index without stretching' : 'an index with the default stretching'}`);
  await using trial = await openTrial(run, name, stretch);
  using meter = new TrafficMeter();
  const people = threePeople(seed, trial.demonstration.people, trial.demonstration.truth);
  await using visitor = await Visitor.open(browser, `${trial.site.url}/`, meter);
  run.say('page: first and next answer');
  const [first] = await checkSeveral(visitor, people, 1);
  const desktop = await checkSeveral(visitor, people, run.sizes.answers);
  const fetchMs = await fetchAlone(visitor, trial);
  const fast = await calculationMs(visitor.page);
  run.say(`page: on a processor slowed down ${phoneTimes} times`);
  const phone = await onPhone(browser, phoneTimes, async () => ({
    slowdown: (await calculationMs(visitor.page)) / fast,
    answers: await checkSeveral(visitor, people, run.sizes.answers),
  }));
  if (first === undefined || desktop[0] === undefined) throw new Error('no answer was measured');
  return {
    ...{ first: first.exchanges, next: desktop[0].exchanges, desktop, phone: phone.answers },
    ...{ slowdown: phone.slowdown, fetchMs },
  };
}

async function openTrial(run: BenchRun, name: string, stretch: Stretch | null): Promise<Trial> {
  return startTrial({
    directory: join(run.directory, `page-${name}`),
    databaseServer: await run.databaseServer(),
    databasePrefix: `bench_page_${name}`,
    ...{ vaults: 3, threshold: 2, ports: null, seed, people: run.sizes.pagePeople, kinds: ['nir'], ceiling: null },
    stretch,
    vaultConfig: { network: generous.network },
    workers: run.cores,
    ...{ now: Date.now, random, step: () => undefined, report: () => undefined, logger: undefined },
  });
}

/** One person after the other, as a family would; the screen returns to the first one. */
async function checkSeveral(visitor: Visitor, people: readonly PersonToTry[], count: number): Promise<Timed[]> {
  const all: Timed[] = [];
  for (let i = 0; i < count; i++) {
    const person = people[i % people.length];
    if (person === undefined) throw new RangeError('there is no person to check');
    all.push(await visitor.check(person));
    await visitor.again();
  }
  return all;
}

/** A checker without secrecy: one fetch of the same number of bytes, by the same page from the same host. */
async function fetchAlone(visitor: Visitor, trial: Trial): Promise<number> {
  const url = `${trial.site.url}/${trial.summary.buckets.first}`;
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    times.push(
      await visitor.page.evaluate(async (address) => {
        const from = performance.now();
        await (await fetch(address, { cache: 'no-store' })).arrayBuffer();
        return performance.now() - from;
      }, url),
    );
  }
  return median(times);
}

function section(run: BenchRun, stretched: Measured, plain: Measured): Section {
  const fetched = { name: 'one fetch of a bucket', value: plain.fetchMs };
  const middle = (all: readonly Timed[]) => median(all.map(({ total }) => total));
  const time = (what: string, value: number) => ({ what, value, unit: 'ms' });
  const desktop = middle(plain.desktop);
  const slow = (measured: Measured) => `on the same without slowdown (calculation: × ${measured.slowdown.toFixed(1)})`;
  return {
    name: 'page',
    title: 'Page: bytes on the wire, and time from the last click to the answer',
    figures: [
      ...byteFigures('first answer', stretched.first, 120_000),
      ...byteFigures('next answer', stretched.next, null),
      factor(time('answer without stretching', desktop), fetched),
      ...partFigures(plain.desktop),
      factor(time('answer with stretching', middle(stretched.desktop)), { name: 'without stretching', value: desktop }),
      ...partFigures(stretched.desktop),
      factor(time(`answer without stretching, ${phoneTimes} × slower`, middle(plain.phone)), {
        ...{ name: slow(plain), value: desktop },
      }),
      ...partFigures(plain.phone),
      factor(time(`answer with stretching, ${phoneTimes} × slower`, middle(stretched.phone)), {
        ...{ name: slow(stretched), value: middle(stretched.desktop) },
      }),
      ...partFigures(stretched.phone),
    ],
    notes: [
      'Bytes are counted on the servers’ sockets: all traffic from an empty browser on, headers and preflights included.',
      `Times are medians of ${run.sizes.answers}, between marks set by the page, for people inside and outside the leak.`,
      `Browser, vaults and host share ${run.cores} cores without a network between them: add two round trips and the bytes.`,
      `The NIR is looked up with and without a birth date: two terms, two stretchings and two buckets, if the file has rows without one.`,
      `${phoneTimes} × slower: the browser’s processes, workers included, run 1/${phoneTimes} of the time.`,
    ],
  };
}
