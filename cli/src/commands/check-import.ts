import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defaultStretch, ImportError, openOperatorKeys, runImport, type ImportRequest } from '@etanche/check-import';
import { writeSite } from '@etanche/check-site';
import { categories, identifierRoles } from '@etanche/intake';
import { trustSchema } from '@etanche/core-check-protocol';
import { federationSchema } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { importProgress } from '../import-progress.ts';
import { chooseSources } from '../import/choose-sources.ts';
import { lockOptions, operatorLock } from '../import/operator-lock.ts';
import { readLeak, warnings } from '../import/read-leak.ts';
import { readWidths } from '../import/read-widths.ts';
import { showSummary } from '../import/show-summary.ts';
import { wholeNumber } from '../whole-number.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: 'FILE… --leak leak.json --vaults vaults.json --keys operator.age --out DIR [--mapping mapping.json | --yes]',
  description:
    'Converts leaked files to a sealed index and its site. Reads CSV and fixed width, Excel (xlsx, HTML, ' +
    'XML), ods, dBase, JSON, XML, Parquet, SQL dumps, HL7, HPRIM and LDIF, plain, in gzip, zip or tar, with all their sheets, ' +
    'tables and members; proposes a role for each column; evaluates every identifier with the vaults, which cannot see ' +
    'them; writes DIR, ready for any web server. No data of the leak is ever written in plain text. If it is stopped at any moment, ' +
    'the same command resumes the import. Rejected rows and the letters’ codes are in DIR.import, encrypted to ' +
    'the operator. Only the controller of the data or its processor may run this: see docs/lawful-use.md. Kinds indexed by ' +
    'default are nir and code; leak.json may list others; see the warnings about what acquaintances could learn. ' +
    `Roles of columns: ${identifierRoles.join(', ')}, ignore, {"key": NAME} to join tables; categories: ` +
    `${categories.map(({ key }) => key).join(', ')}.`,
  options: {
    leak: { type: 'string', value: 'FILE', required: true, help: 'description of the leak, and the kinds to index' },
    vaults: {
      type: 'string',
      value: 'FILE',
      required: true,
      help: 'the federation of vaults: URLs and signing keys',
    },
    keys: { type: 'string', value: 'FILE', required: true, help: 'the operator’s keys (etanche check keys make)' },
    ...lockOptions,
    out: { type: 'string', value: 'DIR', required: true, help: 'the site to publish' },
    mapping: { type: 'string', value: 'FILE', help: 'the role of each column, to run unattended' },
    yes: { type: 'boolean', help: 'accept the proposed mapping if all of it is certain' },
    encoding: { type: 'string', value: 'NAME', help: 'encoding of the text, if the guess is wrong' },
    separator: { type: 'string', value: 'CHARACTER', help: 'separator of cells, if the guess is wrong' },
    table: { type: 'string', value: 'NAME', help: 'the only sheet, table or property to read (all)' },
    member: { type: 'string', value: 'NAME', help: 'the only member of the archive to read (all)' },
    widths: {
      type: 'string',
      value: 'NAME=N,…',
      help: 'the columns of a text of fixed width and their numbers of characters',
    },
    stretch: {
      type: 'string',
      value: 'WHAT',
      help: 'argon2id: 19 MiB, 2 passes; none: much faster, weaker if t vaults and the files are stolen',
      oneOf: ['argon2id', 'none'],
    },
    'hosted-by': { type: 'string', value: 'NAME', help: 'host of the page, for its legal notice (the controller)' },
    'security-contact': {
      type: 'string',
      value: 'URL',
      help: 'https or mailto, for security.txt (the e-mail address of leak.json)',
    },
    workers: { type: 'string', value: 'N', help: 'number of evaluating threads (all cores)' },
    patience: { type: 'string', value: 'SECONDS', help: 'how long to wait for vaults that do not answer (900)' },
  },
  arguments: { minimum: 1, maximum: 64 },
  json: true,
  exitCodes: {
    3: 'too few vaults answered: the same command resumes; or published, but a part of the files was not read',
  },
  examples: [
    'etanche check import patients.csv --leak leak.json --vaults vaults.json --keys operator.age --out site/',
    'etanche check import dump.sql.gz --leak leak.json --vaults vaults.json --keys operator.age --out site/ --mapping mapping.json',
  ],
  run: async ({ terminal, json, signal, now, random }, values, files) => {
    withoutCoreDumps();
    const out = resolve(values.out);
    const leak = await readLeak(values.leak);
    for (const kind of leak.kinds) if (warnings[kind] !== undefined) terminal.warn(warnings[kind]);
    const federation = parseShape(federationSchema, JSON.parse(await readFile(values.vaults, 'utf8')), '--vaults');
    const keys = await openOperatorKeys(await readFile(values.keys), await operatorLock(values, false));
    const describe = {
      ...(values.encoding === undefined ? {} : { encoding: values.encoding }),
      ...(values.separator === undefined ? {} : { separator: values.separator }),
      ...(values.table === undefined ? {} : { table: values.table }),
      ...(values.member === undefined ? {} : { member: values.member }),
      ...(values.widths === undefined ? {} : { widths: readWidths(values.widths) }),
    };
    const proposal = resolve('mapping.json');
    const ownCategories = leak.ownCategories.map(({ key }) => key);
    const wishes = { file: values.mapping, yes: values.yes, show: !json, proposal, ownCategories, describe };
    const { sources, leftOut } = await chooseSources(
      terminal,
      files.map((file) => resolve(file)),
      wishes,
    );
    // Parts that the operator deliberately omitted do not count as an error.
    const isWhole = leftOut.every(({ code }) => code === 'skipped');
    const patienceSeconds = wholeNumber('patience', values.patience ?? '900', 1, 86_400);
    const progress = importProgress(terminal, patienceSeconds);
    const request: ImportRequest = {
      ...{ sources, leak, federation, keys, out, now, fetch: globalThis.fetch },
      stretch: values.stretch === 'none' ? null : defaultStretch,
      workers: wholeNumber('workers', values.workers ?? String(availableParallelism()), 1, 256),
      patienceSeconds,
      random: (length) => Uint8Array.from(random(length)),
      report: (step) => {
        // Stopping between two reports loses nothing: the next run resumes here.
        signal.throwIfAborted();
        progress.report(step);
      },
    };
    try {
      const summary = await runImport(request);
      progress.end();
      const trust = parseShape(trustSchema, JSON.parse(await readFile(summary.trustFile, 'utf8')), 'trust');
      const vaultUrls = federation.vaults.map(({ url }) => url);
      const hostedBy = values['hosted-by'] ?? leak.controller;
      // RFC 9116 recommends less than a year; the site answers until the index expires.
      const expires = Math.min(Date.parse(leak.expires), now() + 360 * 86_400_000);
      const { email } = leak.contact;
      const contact = values['security-contact'] ?? (email === undefined ? null : `mailto:${email}`);
      const security = contact === null ? {} : { security: { contact, expires } };
      const { indexSha256, trustSha256 } = await writeSite({ out, trust, vaultUrls, leak, hostedBy, ...security });
      if (json) terminal.json({ ...summary, leftOut, indexSha256, trustSha256 });
      else showSummary(terminal, summary, values.keys, leftOut, { indexSha256, trustSha256 });
      return isWhole ? exitCode.done : exitCode.couldNotCheck;
    } catch (error) {
      progress.end();
      if (!(error instanceof ImportError) || error.code !== 'vaults_unavailable') throw error;
      terminal.printProblem(error);
      return exitCode.couldNotCheck;
    }
  },
});
