import { readFile } from 'node:fs/promises';
import { federationSchema } from '@etanche/core-vault-protocol';
import { isEtancheError, parseShape } from '@etanche/core-wire';
import { verifyLogProof, type ProvenLog } from '@etanche/records-client';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: 'FILE… --federation FILE [--practice ID]',
  description:
    'Verifies proofs of a practice’s audit log that the application saved, without any server: that enough vaults ' +
    'cosigned the checkpoint, and that it continues the log of the check before. Two proofs that show different roots of ' +
    'the same number of lines are reported. The vaults’ keys are those of the federation file, which has to come from the vaults’ operators, ' +
    'not from the person who gave the proof.',
  options: {
    federation: { type: 'string', value: 'FILE', help: 'the federation file with the vaults’ signing keys' },
    practice: {
      type: 'string',
      value: 'ID',
      help: 'the practice whose log it has to be: anyone may found another one',
    },
  },
  arguments: { minimum: 1, maximum: 50 },
  json: true,
  exitCodes: { 1: 'a proof does not hold' },
  examples: ['etanche records verify-log etanche-journal-18204.json --federation federation.json'],
  run: async ({ terminal, json }, { federation, practice }, files) => {
    if (federation === undefined)
      throw new CliError('usage_invalid', 'The vaults’ keys are missing: --federation FILE.');
    const keys = parseShape(federationSchema, JSON.parse(await readFile(federation, 'utf8')), '--federation');
    const checked = [];
    for (const file of files) checked.push({ file, ...(await check(file, keys, practice)) });
    const split = contradiction(checked.flatMap(({ proven }) => proven ?? []));
    const isGood = split === null && checked.every(({ proven }) => proven !== null);
    if (json) terminal.json({ good: isGood, split, proofs: checked });
    else {
      for (const one of checked) {
        if (one.proven === null) terminal.warn(`${one.file}: does not hold (${one.code})`);
        else terminal.line(lineOf(one.file, one.proven));
      }
      if (split !== null)
        terminal.warn(`Two proofs have different roots of the first ${split.size} lines: the log was split.`);
      if (isGood) terminal.done('The vaults cosigned these logs.');
    }
    return isGood ? exitCode.done : exitCode.failed;
  },
});

type Checked = { readonly proven: ProvenLog; readonly code: null } | { readonly proven: null; readonly code: string };

async function check(
  file: string,
  federation: Parameters<typeof verifyLogProof>[1],
  practice: string | undefined,
): Promise<Checked> {
  const text = await readFile(file, 'utf8');
  try {
    const proven = await verifyLogProof(text, federation);
    if (practice !== undefined && proven.practice !== practice) return { proven: null, code: 'other_practice' };
    return { proven, code: null };
  } catch (error) {
    if (!isEtancheError(error)) throw error;
    return { proven: null, code: error.code };
  }
}

/** Two proofs of one practice that show different roots of as many lines: of all of them, or of those before. */
function contradiction(proofs: readonly ProvenLog[]): Pick<ProvenLog, 'practice' | 'size'> | null {
  const roots = new Map<string, string>();
  for (const { practice, epoch, ...log } of proofs) {
    for (const [size, root] of [[log.size, log.root] as const, [log.since, log.sinceRoot] as const]) {
      if (size === null || root === null) continue;
      const key = `${practice}/${epoch}/${size}`;
      const other = roots.get(key) ?? root;
      if (other !== root) return { practice, size };
      roots.set(key, root);
    }
  }
  return null;
}

function lineOf(file: string, { practice, size, time, vaults, since }: ProvenLog): string {
  const when = new Date(time * 1000).toISOString();
  const from = since === null ? '' : `, continues ${since} lines`;
  return `${file}  practice ${practice}  ${size} lines, ${when}, vaults ${vaults.join(', ')}${from}`;
}
