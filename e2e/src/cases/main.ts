// `npm run cases -- FOLDER`: runs every case of a folder and prints the faulty ones with reasons.
import { resolve } from 'node:path';
import { runCases } from './run-cases.ts';

const [folder, ...more] = process.argv.slice(2);
if (folder === undefined || more.length > 0) {
  process.stderr.write('npm run cases -- FOLDER\n');
  process.exit(2);
}
const results = await runCases(resolve(folder), ({ name, wrong }) => {
  if (wrong.length > 0) process.stdout.write(`wrong ${name}\n${wrong.map((reason) => `      ${reason}\n`).join('')}`);
});
const right = results.filter(({ wrong }) => wrong.length === 0).length;
process.stdout.write(`right ${right} of ${results.length}\n`);
process.exitCode = results.length > 0 && right === results.length ? 0 : 1;
