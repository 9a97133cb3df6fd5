import { createWriteStream, type WriteStream } from 'node:fs';
import { createLogger, type Logger } from '@etanche/platform';

/** Where servers log, and the file that it goes to. */
export type Log = { readonly path: string; readonly lines: WriteStream; readonly logger: Logger };

/** What an operator has who asks for every line: more than the level that ships. */
export function openLog(path: string, now: () => number): Log {
  const lines = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return { path, lines, logger: createLogger({ service: 'etanche-theft', level: 'debug', now, destination: lines }) };
}
