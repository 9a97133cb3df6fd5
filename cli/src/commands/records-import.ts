import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isEtancheError } from '@etanche/core-wire';
import type { Terminal } from '../terminal.ts';
import {
  createMemory,
  openImporter,
  openImporterFile,
  proposeLive,
  type ImporterFile,
  type RecordsClientOptions,
} from '@etanche/records-client';
import { countImport, ImportError, runImport, type ImportCount, type ImportRequest } from '@etanche/records-import';
import { fhirXmlToJson, validateResource } from '@etanche/records-validator';
import { timerSleep } from '@etanche/vault-client';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { CliError } from '../cli-error.ts';
import { importerPassphrase } from '../records/importer-passphrase.ts';
import { importerEvaluationThread, importerGroup } from '../records/importer-group.ts';
import { recordsImportProgress } from '../records/import-progress.ts';
import { showReport } from '../records/show-report.ts';
import { requireWritable, writeReport } from '../records/write-report.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: 'FILE… (--count | --server URL --importer FILE) [--journal DIR] [--report FILE]',
  description:
    'Imports FHIR R4 into a practice: bundles (transaction, batch, collection, document), single resources and NDJSON, as ' +
    'files, folders or tar archives, compressed or not. Each resource is stored byte for byte; invalid ones are omitted and ' +
    'reported with their location and the reason. No patient data is written on this computer: the journal has keyed ' +
    'hashes and counts. If it is stopped at any moment, the same command resumes without duplicates. The importer can ' +
    'write but not read: its right covers the patients and search terms counted by --count. At the end it proposes to the ' +
    'approvers to put the practice into service, which ends its right.',
  options: {
    count: {
      type: 'boolean',
      help: 'only count patients and search terms, for the order of the importer’s right',
    },
    server: { type: 'string', value: 'URL', help: 'the records server' },
    importer: {
      type: 'string',
      value: 'FILE',
      help: 'the importer’s encrypted file, approved by two approvers; destroy it afterwards',
    },
    'passphrase-file': { type: 'string', value: 'FILE', help: 'first line: the passphrase of the importer’s file' },
    'more-follows': {
      type: 'boolean',
      help: 'do not propose to put the practice into service when this import is done',
    },
    journal: { type: 'string', value: 'DIR', help: 'directory for the progress of the import (records.import)' },
    report: { type: 'string', value: 'FILE', help: 'write the complete report to this file, as JSON' },
    lenient: { type: 'boolean', help: 'accept readable resources that violate definitions of R4' },
    parallel: { type: 'string', value: 'N', help: 'number of patients written at once (48)' },
    timeout: { type: 'string', value: 'SECONDS', help: 'wait for an answer of the server or a vault (60)' },
    engine: {
      type: 'string',
      value: 'DIR',
      help: 'evaluate on the native engine that "etanche vault engine build --directory DIR" made on this computer',
    },
    memory: {
      type: 'string',
      value: 'MB',
      help: 'memory for patients whose resources are in several files or in NDJSON (512)',
    },
  },
  arguments: { minimum: 1, maximum: 1024 },
  json: true,
  exitCodes: {
    3: 'stopped by the server, the vaults or the importer’s right: the same command resumes',
    4: 'done, but some resources or files were omitted: the report lists each with its file, location and reason',
  },
  examples: [
    'etanche records import export/ --count',
    'etanche records import synthea.tar.gz --server https://records.example --importer importer.age',
    'etanche records import export/ --server https://records.example --importer importer.age --report report.json',
  ],
  run: async ({ terminal, json, signal, now, random }, values, files) => {
    withoutCoreDumps();
    const paths = files.map((file) => resolve(file));
    const memoryBytes = wholeNumber('memory', values.memory ?? '512', 16, 65_536) * 1024 * 1024;
    if (values.count) {
      showCount(terminal, json, await countImport({ paths, xmlToJson: fhirXmlToJson, memoryBytes }));
      return exitCode.done;
    }
    if (values.report !== undefined) await requireWritable(values.report);
    const { server, importer: path } = values;
    if (server === undefined || path === undefined) {
      throw new CliError('usage_invalid', '--server and --importer are required, or --count.');
    }
    const passphrase = await importerPassphrase(values['passphrase-file']);
    const importer = await openImporterFile(Uint8Array.from(await readFile(path)), passphrase);
    const group = await importerGroup(values.engine);
    await using thread = importerEvaluationThread(values.engine);
    const options: RecordsClientOptions = {
      serverUrl: server,
      environment: {
        ...{ fetch: globalThis.fetch, now, sleep: timerSleep, group, verify: thread.verify, blind: thread.blind },
        random: (length) => Uint8Array.from(random(length)),
        passkeys: { create: noPasskey, get: noPasskey },
        memory: createMemory(),
      },
      timeoutMs: wholeNumber('timeout', values.timeout ?? '60', 1, 600) * 1000,
      retry: { attempts: 8, firstWaitMs: 250, longestWaitMs: 30_000 },
      // The program ends with its work, so it never stays unlocked unattended.
      idleMs: 24 * 3_600_000,
    };
    const progress = recordsImportProgress(terminal);
    const request: ImportRequest = {
      paths,
      open: () => openImporter(options, importer),
      journal: resolve(values.journal ?? 'records.import'),
      validate: values.lenient ? null : validateResource,
      xmlToJson: fhirXmlToJson,
      parallel: wholeNumber('parallel', values.parallel ?? '48', 1, 256),
      memoryBytes,
      freshnessSeconds: 300,
      retry: { attempts: 6, firstWaitMs: 1000, longestWaitMs: 30_000, withinMs: 120_000 },
      now,
      report: (step, done, total) => {
        // Stop only between two patients, so that no patient is incomplete.
        signal.throwIfAborted();
        progress.report(step, done, total);
      },
    };
    try {
      const report = await runImport(request);
      progress.end();
      if (values.report !== undefined) await writeReport(values.report, report);
      if (json) terminal.json(report);
      else showReport(terminal, report);
      const isLeftOut = report.refused.length > 0;
      if (!values['more-follows']) await endRight(options, importer, json ? null : terminal, isLeftOut);
      return isLeftOut ? exitCode.leftOut : exitCode.done;
    } catch (error) {
      progress.end();
      if (signal.aborted) {
        terminal.printProblem(new ImportError('stopped', `the import was interrupted. ${again}`));
        throw error;
      }
      if (!(error instanceof ImportError) || error.code !== 'stopped') throw error;
      terminal.printProblem(error);
      return exitCode.couldNotCheck;
    }
  },
});

/**
 * Proposes `live`, which ends the importer's right: one approver signs it.
 *
 * @throws ImportError `stopped`: what is imported stays imported
 */
async function endRight(
  options: RecordsClientOptions,
  importer: ImporterFile,
  terminal: Terminal | null,
  isLeftOut: boolean,
): Promise<void> {
  try {
    const client = await openImporter(options, importer);
    await proposeLive(client).finally(() => {
      client.session.lock();
    });
  } catch (cause) {
    if (!isEtancheError(cause)) throw cause;
    const reason = `${cause.code} (${cause.message})`;
    throw new ImportError('stopped', `${imported}: ${reason}. ${again}`, { cause });
  }
  terminal?.line();
  terminal?.line(
    isLeftOut
      ? 'Not everything was imported. Correct the resources in the report and run the same command again before an approver ' +
          'signs the pending order on the page of a vault, which ends the importer’s right. Then destroy the file.'
      : 'An approver has to end the importer’s right on the page of a vault, where the order is pending. Then destroy the file.',
  );
}

const imported = 'the import is complete, but its right could not be ended';
const again = 'Run the same command again: it resumes and writes nothing twice';

function showCount(terminal: Terminal, json: boolean, count: ImportCount): void {
  if (json) terminal.json(count);
  else
    terminal.table(
      ['', ''],
      [
        ['patients', String(count.patients)],
        ['search terms', String(count.terms)],
      ],
    );
}

function noPasskey(): Promise<never> {
  return Promise.reject(new Error('an importer signs in with its key'));
}
