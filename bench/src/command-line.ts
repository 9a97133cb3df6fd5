import { parseArgs } from 'node:util';
import { sectionNames, type SectionName } from './figure.ts';
import type { Sizes } from './sizes.ts';

export const usage = `npm run bench -- [SECTION…] [--quick | --full] [--json] [--out FILE] [--write]

Measures the running system, each figure next to a bound or a peer of the same run.

  SECTION     vault, constant-time, import, page, growth, records-server,
              records, packs, interop, exchange, laboratory, availability,
              tasks, screens; default: all
  --quick     small sizes: shows that everything runs, and nothing else
  --full      the largest sizes, import of 500,000 rows included (almost an hour)
  --imported N
              patients that \`records\` imports before it copies the others (2000; with --full 20000)
  --largest N
              patients of the largest practice of \`records\` (75000; with --full 750000, which takes 80 GB on disk)
  --json      prints only the results as JSON
  --out FILE  writes the same JSON to a file
  --write     also replace the sections of docs/performance.md, each as soon as it is measured
  --help      this text

Exit code 0: measured; 1: a measurement failed; 2: the command line is invalid.
`;

export type CommandLine = {
  readonly sections: readonly SectionName[];
  readonly size: Sizes['name'];
  /** Null for the default of the size. */
  readonly imported: number | null;
  readonly largest: number | null;
  readonly json: boolean;
  readonly out: string | null;
  /** Whether docs/performance.md receives the results. */
  readonly write: boolean;
  readonly help: boolean;
};

const patients = /^[1-9][0-9]{1,6}$/;

/** @returns the command line, or its error as a sentence */
export function readCommandLine(args: readonly string[]): CommandLine | { readonly fault: string } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        imported: { type: 'string' },
        largest: { type: 'string' },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'the arguments are not understood' };
  }
  const { values, positionals } = parsed;
  if (values.quick && values.full) return { fault: '--quick and --full exclude each other' };
  const { imported, largest } = values;
  if (imported !== undefined && !patients.test(imported)) return { fault: '--imported is 10 to 9999999' };
  if (largest !== undefined && !patients.test(largest)) return { fault: '--largest is 10 to 9999999' };
  const unknown = positionals.find((name) => !sectionNames.some((known) => known === name));
  if (unknown !== undefined) return { fault: `${unknown} is not one of ${sectionNames.join(', ')}` };
  const named = sectionNames.filter((name) => positionals.includes(name));
  return {
    sections: named.length === 0 ? sectionNames : named,
    size: values.quick ? 'quick' : values.full ? 'full' : 'default',
    imported: imported === undefined ? null : Number(imported),
    largest: largest === undefined ? null : Number(largest),
    json: values.json,
    out: values.out ?? null,
    write: values.write,
    help: values.help,
  };
}
