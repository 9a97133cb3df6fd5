import { unzipSync, zipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { syntheticPractice } from '@etanche/demo';
import { resourceFromText, resourceLimits } from '@etanche/records-fhir';
import {
  readCda,
  readXdm,
  reportOfCda,
  writeLevelOne,
  writeVsm,
  writeXdm,
  xmlLimits,
  zipLimits,
} from '@etanche/records-interop';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { archiveOf, draftOf, laboratoryReport, pdfOf } from './sample-documents.ts';

const letterBytes = 100_000;
const results = 1000;

/** Documents of other systems in one thread: written and read, beside the encoding, parsing and packing alone. */
export async function measureInterop(run: BenchRun): Promise<Section> {
  const tries = 20 * run.sizes.answers;
  run.say(`interop: each action ${tries} times`);
  const pdf = pdfOf(letterBytes);
  const letter = writeLevelOne(draftOf('96349-6'), pdf);
  const archive = writeXdm(archiveOf([letter]));
  const report = laboratoryReport(results);
  const [patient] = syntheticPractice({ seed: 'interop', patients: 1, resourcesPerPatient: 300, today: '2026-11-20' });
  const resources = (patient?.resources ?? []).map((text) => resourceFromText(text, resourceLimits).resource);
  const files = unzipSync(archive);
  const newId = (): string => crypto.randomUUID();
  const limits = { zip: zipLimits, xml: xmlLimits };
  const compare = (what: string, peer: string, action: () => unknown, alone: () => unknown): Figure => {
    const [own, other] = perSecond(action, alone, tries);
    return factor({ what, value: own, unit: '/s' }, { name: peer, value: other });
  };
  return Promise.resolve({
    name: 'interop',
    title: 'Documents of other systems, in one thread',
    figures: [
      compare(
        'letters of 100 kB written',
        'Base64 alone',
        () => writeLevelOne(draftOf('96349-6'), pdf),
        () => Buffer.from(pdf).toString('base64'),
      ),
      compare(
        'letters of 100 kB read',
        'saxes alone',
        () => readCda(letter, xmlLimits),
        () => parse(letter),
      ),
      compare(
        'archives with one letter written',
        'fflate alone',
        () => writeXdm(archiveOf([letter])),
        () => zipSync(files),
      ),
      compare(
        'archives with one letter read',
        'fflate and saxes alone',
        () => readXdm(archive, limits),
        () => {
          for (const [name, bytes] of Object.entries(unzipSync(archive))) if (name.endsWith('.XML')) parse(bytes);
        },
      ),
      compare(
        'syntheses of 300 resources written',
        'JSON.stringify of them',
        () => writeVsm(draftOf('SYNTH'), resources, { attention: [], work: [] }, newId),
        () => JSON.stringify(resources),
      ),
      compare(
        'laboratory reports of 1,000 results read',
        'saxes alone',
        () => reportOfCda(readCda(report, xmlLimits)),
        () => parse(report),
      ),
    ],
    notes: [
      'An archive is written from documents that are read again, because its metadata are those of their headers; hashes and checksums are computed in JavaScript.',
    ],
  });
}

/** Calls per second, from the median time of each; the two alternate, so that both run under the same conditions. */
function perSecond(action: () => unknown, alone: () => unknown, tries: number): [number, number] {
  const times: [number[], number[]] = [[], []];
  const timed = (what: () => unknown, into: number[]): void => {
    const start = performance.now();
    what();
    into.push(performance.now() - start);
  };
  for (let i = 0; i < tries; i++) {
    timed(action, times[0]);
    timed(alone, times[1]);
  }
  return [1000 / median(times[0]), 1000 / median(times[1])];
}

/** The parser's own work, which every reader needs. */
function parse(bytes: Uint8Array): SaxesParser {
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.write(new TextDecoder().decode(bytes)).close();
  return parser;
}
