import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { createMemory, openImporter, type RecordsClientOptions } from '@etanche/records-client';
import { ImportError, runImport, type ImportRequest } from '@etanche/records-import';
import { fhirXmlToJson, validateResource } from '@etanche/records-validator';
import { timerSleep } from '@etanche/vault-client';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { recordsImportProgress } from '../records/import-progress.ts';
import { showReport } from '../records/show-report.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: 'FILE… --server URL --importer FILE [--journal DIR] [--report FILE]',
  description:
    'Brings FHIR R4 into a practice: bundles (transaction, batch, collection, document), single resources and NDJSON, as ' +
    'files, folders or tar archives, compressed or not. Each resource is kept byte for byte; what is invalid is left out and ' +
    'told, with its place and what is wrong. Nothing of a patient is written on this computer: the journal holds keyed ' +
    'hashes and counts. Killed at any moment, the same command goes on, and writes nobody twice.',
  options: {
    server: { type: 'string', value: 'URL', required: true, help: 'the records server' },
    importer: {
      type: 'string',
      value: 'FILE',
      required: true,
      help: 'the importer’s key, whose right two approvers signed; destroy it afterwards',
    },
    journal: { type: 'string', value: 'DIR', help: 'how far the import is (records.import)' },
    report: { type: 'string', value: 'FILE', help: 'write the whole report there, as JSON' },
    lenient: { type: 'boolean', help: 'take what only R4’s own definitions refuse, and nothing that cannot be read' },
    parallel: { type: 'string', value: 'N', help: 'patients at once (24)' },
    memory: { type: 'string', value: 'MB', help: 'for patients who are scattered over several files (512)' },
  },
  arguments: { minimum: 1, maximum: 1024 },
  json: true,
  exitCodes: { 3: 'stopped by the server, the vaults or the importer’s right: the same command goes on from there' },
  examples: [
    'etanche records import synthea.tar.gz --server https://records.example --importer importer.json',
    'etanche records import export/ --server https://records.example --importer importer.json --report report.json',
  ],
  run: async ({ terminal, json, signal, now, random }, values, files) => {
    withoutCoreDumps();
    const key = Uint8Array.from(await readFile(values.importer));
    const group = await loadSodiumGroup();
    const client: RecordsClientOptions = {
      ...{ serverUrl: values.server, fetch: globalThis.fetch, now, sleep: timerSleep, group },
      random: (length) => Uint8Array.from(random(length)),
      passkeys: { create: noPasskey, get: noPasskey },
      memory: createMemory(),
      timeoutMs: 60_000,
      retry: { attempts: 8, firstWaitMs: 250, longestWaitMs: 30_000 },
      // The program ends when its work does: nobody leaves it unlocked.
      idleMs: 24 * 3_600_000,
    };
    const progress = recordsImportProgress(terminal);
    const request: ImportRequest = {
      paths: files.map((file) => resolve(file)),
      open: () => openImporter(client, key),
      journal: resolve(values.journal ?? 'records.import'),
      validate: values.lenient ? null : validateResource,
      xmlToJson: fhirXmlToJson,
      parallel: wholeNumber('parallel', values.parallel ?? '24', 1, 256),
      memoryBytes: wholeNumber('memory', values.memory ?? '512', 16, 65_536) * 1024 * 1024,
      freshnessSeconds: 300,
      now,
      report: (step, done, total) => {
        // Between two patients nothing is half done.
        signal.throwIfAborted();
        progress.report(step, done, total);
      },
    };
    try {
      const report = await runImport(request);
      progress.end();
      if (values.report !== undefined) await writeFile(values.report, JSON.stringify(report, undefined, 2));
      if (json) terminal.json(report);
      else showReport(terminal, report);
      return exitCode.done;
    } catch (error) {
      progress.end();
      if (!(error instanceof ImportError) || error.code !== 'stopped') throw error;
      terminal.printProblem(error);
      return exitCode.couldNotCheck;
    }
  },
});

function noPasskey(): Promise<never> {
  return Promise.reject(new Error('an importer signs in by its key'));
}
