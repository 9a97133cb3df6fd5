import {
  fhirDocumentLimits,
  readFhirDocument,
  readReport,
  reportLimits,
  reportResources,
} from '@etanche/records-interop';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Section } from '../figure.ts';
import { sampleFiles } from './sample-files.ts';

const results = 60;

/** Reading the files of laboratories, beside the least that a reader of such text could do. */
export async function measureLaboratory(run: BenchRun): Promise<Section> {
  const tries = 40 * run.sizes.answers;
  const options = { ...reportLimits, today: '2026-11-29' };
  const figures: Section['figures'][number][] = [];
  for (const [format, text] of Object.entries(sampleFiles(results))) {
    run.say(`laboratory: ${tries} files of ${format}`);
    const bytes = new TextEncoder().encode(text);
    const isFhir = format === 'FHIR document';
    const read = isFhir ? () => readFhirDocument(bytes, fhirDocumentLimits) : () => readReport(bytes, options);
    const bare = isFhir ? () => JSON.parse(decoded(bytes)) as unknown : () => fieldsOf(decoded(bytes));
    const [least, whole] = alternately([bare, read], tries);
    const peer = isFhir ? 'JSON.parse of the same bytes' : 'decoding and splitting at the separators';
    figures.push(factor({ what: `${format}, read`, value: whole, unit: 'files/s' }, { name: peer, value: least }));
    if (isFhir) continue;
    const report = readReport(bytes, options);
    const [reading, converting] = alternately([read, () => convert(report)], tries);
    figures.push(
      factor({ what: '  converted into FHIR', value: converting, unit: 'files/s' }, { name: 'read', value: reading }),
    );
  }
  return Promise.resolve({
    name: 'laboratory',
    title: `Files of laboratories with ${results} results each, one thread, without a file system`,
    figures,
    notes: ['Decoding of the characters, all checks, and the conversion that gives every number its own digits.'],
  });
}

function convert(report: ReturnType<typeof readReport>): unknown {
  let count = 0;
  const newId = (): string => `r${++count}`;
  return reportResources(report, { patient: 'Patient/p', timeZone: 'Europe/Paris', newId });
}

/** Calls a second of CPU time of each function, called in turn, so that both run under the same conditions. */
function alternately(calls: readonly [() => unknown, () => unknown], tries: number): [number, number] {
  const spent = [0, 0];
  const [warm, rounds] = [Math.ceil(tries / 5), 20];
  for (let round = -1; round < rounds; round++) {
    for (const [i, call] of calls.entries()) {
      const before = process.cpuUsage();
      for (let at = 0; at < (round < 0 ? warm : tries / rounds); at++) call();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) spent[i] = (spent[i] ?? 0) + user + system;
    }
  }
  const [one = 0, other = 0] = spent.map((microseconds) => (tries * 1e6) / microseconds);
  return [one, other];
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function fieldsOf(text: string): number {
  let count = 0;
  for (const line of text.split(/\r\n|\r/)) for (const field of line.split('|')) count += field.split(/[~^]/).length;
  return count;
}
