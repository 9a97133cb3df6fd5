// Import in a separate process, for tests that kill it. Its argument is a JSON file (see `ChildJob`). It writes one
// line `step done` for each report.
import { readFileSync, writeSync } from 'node:fs';
import { forbidCoreDumps } from '@etanche/platform';
import { openOperatorKeys, runImport } from '../../src/index.ts';
import type { ChildJob } from './child.ts';
import { lock, makeRequest } from './request.ts';

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ChildJob;
const say = (text: string) => writeSync(1, `${text}\n`);
forbidCoreDumps();
const keys = await openOperatorKeys(Buffer.from(job.keyFile, 'base64'), lock);
const { files, out, federation, leak } = job;
const report = ({ step, done }: { step: string; done: number }) => {
  say(`${step} ${done}`);
};
const summary = await runImport(await makeRequest({ files, out, keys, federation, leak, report }));
say(`summary ${JSON.stringify(summary)}`);
process.exit(0);
