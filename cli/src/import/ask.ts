import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';

/** True if a terminal is available for questions. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Reads one line from the terminal. @throws CliError `usage_invalid` if there is none */
export async function ask(question: string): Promise<string> {
  return answerTo(question, process.stderr);
}

/** Reads one line without echo. */
export async function askSecretly(question: string): Promise<string> {
  if (canAsk()) process.stderr.write(question);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const answer = await answerTo('', silent);
  process.stderr.write('\n');
  return answer;
}

async function answerTo(question: string, output: NodeJS.WritableStream): Promise<string> {
  if (!canAsk()) {
    throw new CliError(
      'usage_invalid',
      'There is no terminal for questions; give the answer as an option. See --help.',
    );
  }
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}
