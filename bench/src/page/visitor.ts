import { performance } from 'node:perf_hooks';
import type { PersonToTry } from '@etanche/trial';
import type { BrowserContext, Browser, Page } from 'playwright-core';
import type { Exchange, TrafficMeter } from './traffic-meter.ts';

/** One answer: the parts of its time, and its traffic from the first click on. */
export type Timed = {
  readonly total: number;
  /** From the click to the worker's first step. */
  readonly start: number;
  readonly stretch: number;
  /**
   * Blinding, asking the vaults, verifying, finalizing; `vaults` is the part between the first and last vault's work.
   */
  readonly evaluate: number;
  readonly vaults: number;
  /** Fetching, verifying and opening the buckets; `host` is the part while the host served them. */
  readonly open: number;
  readonly host: number;
  readonly exchanges: readonly Exchange[];
};

const patienceMs = 180_000;
const next = /^(Continuer|Vérifier)$/;
const again = /^Vérifier (pour une autre personne|autre chose)$/;
const answers = { leaked: /^Oui, vos données/, not_leaked: /^Non, nous n’avons rien/, child: /^Oui, vos données/ };

/** A person with a new browser profile on a phone-sized screen. */
export class Visitor implements AsyncDisposable {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #meter: TrafficMeter;

  private constructor(context: BrowserContext, page: Page, meter: TrafficMeter) {
    this.#context = context;
    this.page = page;
    this.#meter = meter;
  }

  static async open(browser: Browser, url: string, meter: TrafficMeter): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 390, height: 780 } });
    await context.addInitScript(() => {
      addEventListener('click', () => performance.mark('bench-click'), true);
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    meter.take();
    await page.goto(url);
    await page.getByRole('radio').first().waitFor();
    return new Visitor(context, page, meter);
  }

  /** Checks one person and waits for the expected answer; any other answer is an error. */
  async check(person: PersonToTry): Promise<Timed> {
    const { page } = this;
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: next }).click();
    await page.getByRole('textbox').pressSequentially(person.nir);
    await page.getByRole('button', { name: next }).click();
    await page.getByRole('textbox').pressSequentially(person.birthDate);
    await page.evaluate(() => {
      performance.clearMarks();
    });
    const clicked = performance.now();
    await page.getByRole('button', { name: next }).click();
    await page.getByRole('heading', { level: 1, name: answers[person.who] }).waitFor();
    const marks = await page.evaluate(() =>
      performance.getEntriesByType('mark').map(({ name, startTime }) => ({ name, startTime })),
    );
    return timed(new Map(marks.map(({ name, startTime }) => [name, startTime])), this.#meter.take(), clicked);
  }

  /** Returns to the first screen, as for another person. */
  async again(): Promise<void> {
    await this.page.getByRole('button', { name: again }).click();
    await this.page.getByRole('radio').first().waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}

function timed(marks: ReadonlyMap<string, number>, exchanges: readonly Exchange[], clicked: number): Timed {
  const asked = exchanges.filter(({ from }) => from >= clicked);
  const at = (name: string): number => {
    const time = marks.get(name);
    if (time === undefined) throw new Error(`the page set no mark ${name}`);
    return time;
  };
  const [click, ask, fetched, answer] = [
    at('bench-click'),
    at('etanche-ask'),
    at('etanche-fetch'),
    at('etanche-answer'),
  ];
  const first = marks.get('etanche-stretch') ?? ask;
  return {
    total: answer - click,
    start: first - click,
    stretch: ask - first,
    evaluate: fetched - ask,
    vaults: span(asked, 'vaults'),
    open: answer - fetched,
    host: span(asked, 'bucket'),
    exchanges,
  };
}

function span(exchanges: readonly Exchange[], kind: Exchange['kind']): number {
  const of = exchanges.filter((exchange) => exchange.kind === kind);
  if (of.length === 0) return 0;
  return Math.max(...of.map(({ to }) => to)) - Math.min(...of.map(({ from }) => from));
}
