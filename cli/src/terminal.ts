import { stripVTControlCharacters } from 'node:util';
import { isEtancheError } from '@etanche/core-wire';
import { failureCause, failureSentence } from '@etanche/platform';
import { Progress } from './progress.ts';
import { styleCodes, type Style, type TerminalStream } from './terminal-stream.ts';

/** The texts and tables that a command prints: in colour only on a terminal, else plain. */
export class Terminal {
  readonly #out: TerminalStream;
  readonly #errors: TerminalStream;
  readonly #now: () => number;
  readonly #colour: boolean;

  /**
   * @param options.out for results; `options.errors` is for problems and progress, so that a pipe receives only results
   * @param options.noColour true if NO_COLOR is set (https://no-color.org)
   */
  constructor(options: { out: TerminalStream; errors: TerminalStream; now: () => number; noColour: boolean }) {
    this.#out = options.out;
    this.#errors = options.errors;
    this.#now = options.now;
    this.#colour = !options.noColour;
  }

  /** Width of a line of results, in characters. */
  get columns(): number {
    return this.#out.columns ?? 80;
  }

  /** Colours `text` if results go to a terminal. */
  style(style: Style, text: string): string {
    return this.#paint(this.#out, style, text);
  }

  line(text = ''): void {
    this.#out.write(`${text}\n`);
  }

  /** For `--json`: prints a single value as the only result. */
  json(value: unknown): void {
    this.#out.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  done(text: string): void {
    this.#out.write(`${this.#paint(this.#out, 'green', '✓')} ${text}\n`);
  }

  warn(text: string): void {
    this.#errors.write(`${this.#paint(this.#errors, 'yellow', '!')} ${text}\n`);
  }

  /** Prints one of our errors with its code; any other error is a bug and is printed with its stack. */
  printProblem(error: unknown): void {
    const mark = this.#paint(this.#errors, 'red', '✗');
    const cause = isEtancheError(error) ? null : failureCause(error);
    if (cause !== null) {
      // An operator's setting or machine, not a fault of the program: no stack.
      this.#errors.write(
        `${mark} ${failureSentence(error, cause)} ${this.#paint(this.#errors, 'dim', `(${cause})`)}\n`,
      );
    } else if (isEtancheError(error)) {
      this.#errors.write(`${mark} ${error.message} ${this.#paint(this.#errors, 'dim', `(${error.code})`)}\n`);
    } else {
      this.#errors.write(`${mark} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  }

  /** Prints columns as wide as their widest cell; those in `right` are aligned right for numbers. */
  table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): void {
    const widths = head.map((_name, column) =>
      Math.max(...[[...head], ...rows].map((row) => width(row[column] ?? ''))),
    );
    const text = (cells: readonly string[]) =>
      head
        .map((name, column) => pad(cells[column] ?? '', widths[column] ?? 0, right.includes(name)))
        .join('  ')
        .trimEnd();
    this.line(this.style('bold', text(head)));
    for (const row of rows) this.line(text(row));
  }

  /** @param total the total number, or undefined while it is unknown */
  progress(label: string, total: number | undefined): Progress {
    const paint = (style: Style, text: string) => this.#paint(this.#errors, style, text);
    return new Progress({ label, total, stream: this.#errors, now: this.#now, paint });
  }

  #paint(stream: TerminalStream, style: Style, text: string): string {
    if (!this.#colour || stream.isTTY !== true) return text;
    return `\u001b[${styleCodes[style]}m${text}\u001b[0m`;
  }
}

function width(text: string): number {
  return Array.from(new Intl.Segmenter('fr').segment(stripVTControlCharacters(text))).length;
}

function pad(text: string, size: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, size - width(text)));
  return right ? space + text : text + space;
}
