import { formatDuration } from './duration.ts';
import type { Style, TerminalStream } from './terminal-stream.ts';

const TTY_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 10_000;
const BAR_WIDTH = 24;
const DEFAULT_COLUMNS = 80;

interface ProgressOptions {
  readonly label: string;
  readonly total: number | undefined;
  readonly stream: TerminalStream;
  readonly now: () => number;
  readonly paint: (style: Style, text: string) => string;
}

/** Progress of a long task: one updated line on a terminal, a plain line every ten seconds elsewhere. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #started: number;
  readonly #interval: number;
  #firstDone: number | undefined;
  #shownAt: number;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#started = options.now();
    this.#interval = options.stream.isTTY === true ? TTY_INTERVAL_MS : PLAIN_INTERVAL_MS;
    this.#shownAt = options.stream.isTTY === true ? -Infinity : this.#started;
  }

  /**
   * Cheap enough to call for each item: draws only after the interval.
   *
   * @param done number of items so far, including those of an earlier run that is resumed
   */
  update(done: number): void {
    // Items of an earlier run do not count for the speed of this one.
    this.#firstDone ??= done;
    const now = this.#options.now();
    if (now - this.#shownAt < this.#interval) return;
    this.#shownAt = now;
    const { stream } = this.#options;
    if (stream.isTTY === true) {
      const columns = stream.columns ?? DEFAULT_COLUMNS;
      stream.write(`\r\u001b[K${this.#bar(done)}${this.#figures(done, now).slice(0, columns - BAR_WIDTH - 2)}`);
    } else {
      stream.write(`${this.#figures(done, now)}\n`);
    }
  }

  /** Completes the line with the number of items, speed and time. */
  finish(done: number): void {
    const { label, now, paint, stream } = this.#options;
    const elapsed = now() - this.#started;
    const start = stream.isTTY === true ? '\r\u001b[K' : '';
    const rate = this.#rate(done, now());
    const speed = rate > 0 ? `, ${formatCount(rate)}/s` : '';
    stream.write(
      `${start}${paint('green', '✓')} ${label}: ${formatCount(done)} in ${formatDuration(elapsed)}${speed}\n`,
    );
  }

  #figures(done: number, now: number): string {
    const { label, total } = this.#options;
    const rate = this.#rate(done, now);
    const parts = [`${label}: ${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`}`];
    if (total !== undefined && total > 0) parts.push(`${Math.floor((100 * done) / total)} %`);
    if (rate > 0) parts.push(`${formatCount(rate)}/s`);
    if (rate > 0 && total !== undefined && total >= done) {
      parts.push(`${formatDuration((1000 * (total - done)) / rate)} left`);
    }
    return parts.join(' · ');
  }

  /** Items per second of this run. */
  #rate(done: number, now: number): number {
    const elapsed = now - this.#started;
    return elapsed > 0 ? (1000 * (done - (this.#firstDone ?? 0))) / elapsed : 0;
  }

  #bar(done: number): string {
    const { paint, total } = this.#options;
    if (total === undefined || total === 0) return '';
    const filled = Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * done) / total));
    return `${paint('cyan', '█'.repeat(filled))}${paint('dim', '░'.repeat(BAR_WIDTH - filled))} `;
  }
}

/** Separates thousands by a narrow space, as in both languages of this project; small rates keep one decimal. */
function formatCount(value: number): string {
  if (value < 10 && !Number.isInteger(value)) return value.toFixed(1);
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
