import { pino, type DestinationStream } from 'pino';
import { isEtancheError } from '@etanche/core-wire';
import { failureCause } from './failure-cause.ts';
import { loggedFields } from './log-fields.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
type LogFields = Readonly<Record<string, unknown>>;

/** Events are fixed words such as `vault_started`; all variable data are fields of log-fields.ts. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const EVENT = /^[a-z][a-z0-9_]{0,47}$/;

/**
 * Writes one JSON object per line: `time` (ISO 8601), `level`, `service`, `event` and the allowed fields.
 *
 * @param options.destination receives the lines; standard output by default
 */
export function createLogger(options: {
  service: string;
  level: LogLevel;
  now: () => number;
  destination: DestinationStream | undefined;
}): Logger {
  const { service, level, now } = options;
  const lines = pino(
    {
      level,
      base: { service },
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
  const write = (at: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields: LogFields) => {
    lines[at](allowed(fields), EVENT.test(event) ? event : 'event_unnamed');
  };
  const [debug, info, warn, error] = [write('debug'), write('info'), write('warn'), write('error')];
  return {
    debug: (event, fields = {}) => {
      debug(event, fields);
    },
    info: (event, fields = {}) => {
      info(event, fields);
    },
    warn: (event, fields = {}) => {
      warn(event, fields);
    },
    error: (event, fields = {}) => {
      error(event, fields);
    },
  };
}

/** The loggable parts of an error: class, code and source. Its message may contain a value. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: 'Unknown' };
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*\d+:\d+\)?$/.test(line))
    .slice(0, 20);
  const cause = failureCause(error);
  return {
    errorName: error.constructor.name,
    ...(isEtancheError(error) && { code: error.code }),
    ...(cause !== null && { cause }),
    frames,
  };
}

function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => {
      return Object.hasOwn(loggedFields, name) && loggedFields[name]?.(value) === true;
    }),
  );
}
