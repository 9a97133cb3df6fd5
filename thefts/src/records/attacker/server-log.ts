import { createWriteStream, type WriteStream } from 'node:fs';
import { createLogger, type Logger } from '@etanche/platform';

/** The path of the servers' log, and its stream. */
export type Log = { readonly path: string; readonly lines: WriteStream; readonly logger: Logger };

/** A log at the most verbose level, above the default. */
export function openLog(path: string, now: () => number): Log {
  const lines = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return { path, lines, logger: createLogger({ service: 'etanche-theft', level: 'debug', now, destination: lines }) };
}
