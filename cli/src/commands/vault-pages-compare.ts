import { readFile } from 'node:fs/promises';
import { federationSchema } from '@etanche/core-vault-protocol';
import { isSecureUrl, parseShape } from '@etanche/core-wire';
import { comparePages, timerSleep, type PageComparison } from '@etanche/vault-client';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: '[--federation FILE] [URL…]',
  description:
    'Fetches all files of the approvals page of every vault, and compares their hashes with those signed by the vault ' +
    '(GET /v1/approvals/hashes) and between the vaults. Run it from a network unknown to the vaults, since a server ' +
    'could serve a different page to other visitors. With --federation the URLs and keys are those of the ' +
    'file.',
  options: {
    federation: {
      type: 'string',
      value: 'FILE',
      help: 'the federation file with the URLs and the pinned keys',
    },
  },
  arguments: { minimum: 0, maximum: 9 },
  json: true,
  exitCodes: { 1: 'a page is altered, or two vaults serve different ones', 3: 'a vault does not answer' },
  examples: [
    'etanche vault pages compare https://coffre-1.example https://coffre-2.example https://coffre-3.example',
    'etanche vault pages compare --federation federation.json',
  ],
  run: async ({ terminal, json }, { federation }, given) => {
    const keys = federation === undefined ? new Map<string, string>() : await readKeys(federation);
    const urls = [...new Set([...keys.keys(), ...given])];
    if (urls.length < 2) throw new CliError('usage_invalid', 'At least two vaults are needed for a comparison.');
    if (!urls.every(isSecureUrl))
      throw new CliError('usage_invalid', 'The URL of a vault must be https, or on this machine.');
    const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
    const compared = await comparePages({ ...transport, urls, keys });
    const same = compared.altered.length === 0 && compared.different.length === 0;
    if (json) terminal.json({ same, ...compared });
    else {
      for (const line of table(compared)) terminal.line(line);
      for (const { url, code } of compared.failures) terminal.warn(`${url}: ${code}`);
      if (same && compared.failures.length === 0) terminal.done('All vaults serve the page that they signed.');
    }
    if (!same) return exitCode.failed;
    return compared.failures.length === 0 ? exitCode.done : exitCode.couldNotCheck;
  },
});

async function readKeys(file: string): Promise<Map<string, string>> {
  const { vaults } = parseShape(federationSchema, JSON.parse(await readFile(file, 'utf8')), '--federation');
  return new Map(vaults.map(({ url, signingKey }) => [url, signingKey]));
}

/** One line for each vault, then one for each file that differs. */
function table({ pages, altered, different }: PageComparison): string[] {
  return [
    ...pages.map(({ url, signingKey, files }) => {
      const bad = altered.filter((file) => file.url === url).length;
      return `${url}  ${files.length} files, ${bad} altered, signed by ${signingKey}`;
    }),
    ...altered.map(({ url, path }) => `altered    ${path}  at ${url}`),
    ...different.flatMap((path) => [
      `different  ${path}`,
      ...pages.map(({ url, files }) => {
        const served = files.find((file) => file.path === path)?.served ?? 'missing';
        return `           ${served}  ${url}`;
      }),
    ]),
  ];
}
