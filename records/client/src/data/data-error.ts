import { EtancheError } from '@etanche/core-wire';
import type { Conflict } from './conflict.ts';
import type { Change } from './change.ts';
import type { NewPatient } from '../patients/new-patient.ts';
import type { QuotaReached } from './quota-reached.ts';

/**
 * The reason why a call on patients, searches or agendas failed. The records server's own refusals (`not_found`,
 * `erased`, `limit_reached`, …) and the states of the client (`locked`, …) are `RecordsClientError`.
 *
 * - `could_not_check`: too few vaults or no server answered, or the answer is invalid; `reason` says which. No part of
 *   it is shown, and it never means "not found". `unavailable`: try again. `untrusted`: the answer contradicts its
 *   signatures, the order chain or an earlier answer; inform the person responsible. `split_log`: the author of a head
 *   saw another audit log than the server shows here; keep the two signed statements as evidence.
 * - `quota_reached`: the vaults grant no more units at present; `quota` has the limit, its number and the time of its
 *   reset.
 * - `conflict`: another member changed the same resources first; `conflicts` has their versions, and your changes were
 *   not written.
 * - `uncertain`: the connection broke after a write was sent, or the server's answer is invalid (`reason`). Give
 *   `changes` to `write` again, or `creation` to `createAgain`: a write that arrived is not repeated.
 * - `invalid_resource`: nothing was sealed; `issues` has the faults.
 * - `identity_refused`: the rules of identity forbid it; `rule` is the code of the rule.
 * - `not_entitled`: the member's role does not write this compartment, or opens only a part of the file.
 * - `day_full`: the day has 40 entries.
 * - `place_taken`: another member booked the place of an appointment first; nothing was written.
 * - `list_full`: the list of a member has no place for another open task.
 * - `options_invalid`: `createRecordsData` was given an unknown option, a value out of range, or options that
 *   contradict one another; the message names the option and its range.
 * - `invalid_copies`: the copies of packs are of another file, or not copies.
 * - `already_sent`: the same message of the file had left before, which was not known. Nothing more was sent.
 * - `too_large`: one resource or the whole write exceeds a limit of the server.
 */
export type DataErrorCode =
  | 'could_not_check'
  | 'quota_reached'
  | 'conflict'
  | 'uncertain'
  | 'invalid_resource'
  | 'identity_refused'
  | 'not_entitled'
  | 'day_full'
  | 'place_taken'
  | 'list_full'
  | 'invalid_copies'
  | 'options_invalid'
  | 'already_sent'
  | 'too_large';

/**
 * A fault of one resource of a write. `place` is its position among the resources given, `path` a FHIRPath without
 * values, `code` a code of records/fhir or of the validator, or `one_patient`.
 */
export type PlacedIssue = { readonly place: number; readonly path: string; readonly code: string };

type Details = {
  readonly reason?: 'unavailable' | 'untrusted' | 'split_log';
  readonly retryAfterSeconds?: number;
  readonly quota?: QuotaReached;
  readonly conflicts?: readonly Conflict[];
  readonly changes?: readonly Change[];
  readonly creation?: NewPatient;
  readonly issues?: readonly PlacedIssue[];
  readonly rule?: string;
};

export class DataError extends EtancheError<DataErrorCode> {
  readonly reason: Details['reason'];
  readonly retryAfterSeconds: number | undefined;
  readonly quota: QuotaReached | undefined;
  readonly conflicts: readonly Conflict[];
  readonly changes: readonly Change[];
  readonly creation: NewPatient | undefined;
  readonly issues: readonly PlacedIssue[];
  readonly rule: string | undefined;

  constructor(code: DataErrorCode, message: string, options: ErrorOptions & Details = {}) {
    super(code, message, options);
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.quota = options.quota;
    this.conflicts = options.conflicts ?? [];
    this.changes = options.changes ?? [];
    this.creation = options.creation;
    this.issues = options.issues ?? [];
    this.rule = options.rule;
  }
}

/** Error for an invalid answer of the server. @param what name of the fault, never a value */
export function untrusted(what: string, cause?: unknown): DataError {
  return new DataError('could_not_check', `the answer failed verification: ${what}`, { reason: 'untrusted', cause });
}

/** Error for too few answers. @param what name of the part of the answer, never a value */
export function unavailable(what: string, cause?: unknown, retryAfterSeconds?: number): DataError {
  return new DataError('could_not_check', `too few answers: ${what}`, {
    reason: 'unavailable',
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
