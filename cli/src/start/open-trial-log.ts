import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '@etanche/platform';

/** Writes the vaults' log to a file of the trial's directory instead of the terminal. */
export function openTrialLog(directory: string, now: () => number): Logger {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const destination = createWriteStream(join(directory, 'vaults.log'), { flags: 'a', mode: 0o600 });
  return createLogger({ service: 'etanche-vault', level: 'info', now, destination });
}
