import { failureCauses } from './failure-cause.ts';

/** Whether a value may be written under a field's name. */
export type FieldRule = (value: unknown) => boolean;

const text =
  (pattern: RegExp): FieldRule =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const number: FieldRule = (value) => typeof value === 'number' && Number.isFinite(value);
const boolean: FieldRule = (value) => typeof value === 'boolean';
const word = text(/^[a-z][a-z0-9_]{0,63}$/);

/**
 * Everything that a log line may hold. A field that is not here, or whose value does not have the shape given here, is
 * not written: so an address, an element, a header or a line of a patient's file has no place to be written to.
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
  /** The class of an error. */
  errorName: text(/^[A-Z][A-Za-z]{0,63}$/),
  /** Where an error was thrown: function, file and line of our code, without its message. */
  frames: (value) => Array.isArray(value) && value.every(text(/^at [^\n]{1,300}$/)),
  keySet: text(/^(check|check-code|search|scope|agenda|inbox)\/[a-z0-9.-]{1,64}$/),
  limit: number,
  method: text(/^[A-Z]{3,7}$/),
  migration: text(/^[0-9]{6}-[a-z0-9-]{1,80}\.sql$/),
  port: number,
  ready: boolean,
  /** Made by the server, for a person who reports a failure. */
  requestId: text(/^[0-9a-f-]{36}$/),
  retryAfter: number,
  /** The pattern of the route, such as `/v1/key-sets/:id`: never the path that was asked. */
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
