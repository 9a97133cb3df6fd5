import { AgeFile } from './age-file.ts';

/** Start of a formula in a spreadsheet: an apostrophe turns such a cell into text. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The mail-merge file: one line with one code per person, as CSV with `;` in UTF-8 with a byte order mark, encrypted to
 * the operator.
 */
export class LettersFile {
  readonly #file: AgeFile;
  readonly #columns: readonly string[];
  #begun = false;

  constructor(path: string, recipient: string, columns: readonly string[]) {
    this.#file = new AgeFile(path, recipient);
    this.#columns = columns;
  }

  async add(code: string, cells: readonly string[]): Promise<void> {
    await this.#begin();
    await this.#file.write(csvLine([code, ...cells]));
  }

  async finish(): Promise<void> {
    await this.#begin();
    await this.#file.finish();
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#file.write(`\uFEFF${csvLine(['code', ...this.#columns])}`);
  }
}

export function csvLine(cells: readonly string[]): string {
  const line = cells.map((cell) => {
    const text = FORMULA.test(cell) ? `'${cell}` : cell;
    return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${line.join(';')}\r\n`;
}
