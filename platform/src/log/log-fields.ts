import { failureCauses } from './failure-cause.ts';

/** Whether a value may be written under a field's name. */
type FieldRule = (value: unknown) => boolean;

const text =
  (pattern: RegExp): FieldRule =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const number: FieldRule = (value) => typeof value === 'number' && Number.isFinite(value);
const boolean: FieldRule = (value) => typeof value === 'boolean';
const word = text(/^[a-z][a-z0-9_]{0,63}$/);

/**
 * All fields of log lines. A field that is not listed, or a value that does not match its rule, is not written.
 * Therefore addresses, elements, headers and patient data cannot be logged.
 */
export const loggedFields: Readonly<Record<string, FieldRule>> = {
  /** The id of an alarm: random. */
  alarm: text(/^[a-z2-7]{26}$/),
  attempts: number,
  bytes: number,
  /** Why something outside of the program failed: failure-cause.ts. */
  cause: (value) => failureCauses.some((each) => each === value),
  code: word,
  count: number,
  durationMs: number,
  engine: word,
  /** The class of an error. */
  errorName: text(/^[A-Z][A-Za-z]{0,63}$/),
  /** Source of an error: function, file and line of our code, without the message. */
  frames: (value) => Array.isArray(value) && value.every(text(/^at [^\n]{1,300}$/)),
  keySet: text(/^(check|check-code|search|scope|agenda|inbox)\/[a-z0-9.-]{1,64}$/),
  limit: number,
  method: text(/^[A-Z]{3,7}$/),
  migration: text(/^[0-9]{6}-[a-z0-9-]{1,80}\.sql$/),
  port: number,
  /** The name of a program in a gateway's configuration. */
  program: text(/^[a-z][a-z0-9-]{0,31}$/),
  ready: boolean,
  /** Created by the server, for people who report a failure. */
  requestId: text(/^[0-9a-f-]{36}$/),
  retryAfter: number,
  /** The pattern of the route, such as `/v1/key-sets/:id`: never the requested path. */
  route: text(/^\/[A-Za-z0-9/:*._-]{0,100}$/),
  rows: number,
  signal: text(/^SIG[A-Z]{2,6}$/),
  status: number,
  step: word,
  threshold: number,
  units: number,
  vault: number,
  vaults: number,
  version: number,
  workers: number,
};
