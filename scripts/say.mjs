/** Output of the preparation: one line at the start of a step and one at its end, with the duration. */
const colour = process.stderr.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/** An error that the user can fix: shown as one sentence, without a stack. */
export class UserError extends Error {}

export function say(text) {
  process.stderr.write(`${paint(36, '→')} ${text}\n`);
}

export async function step(text, work) {
  say(`${text} …`);
  const started = performance.now();
  const result = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`${paint(32, '✓')} ${text} ${paint(2, `(${seconds} s)`)}\n`);
  return result;
}

export function fail(error) {
  const text = error instanceof UserError ? error.message : (error.stack ?? String(error));
  process.stderr.write(`${paint(31, '✗')} ${text}\n`);
  process.exitCode = 1;
}
