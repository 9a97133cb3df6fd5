import { object, type Shape } from '@etanche/core-wire';
import { bytes32Schema } from './key-set.ts';
import { practicePurposes } from './orders/practice-purposes.ts';

/**
 * Every error of a vault, and what its caller may do next.
 *
 * - `request_invalid`: the body is malformed, too large or of the wrong type. Do not retry unchanged.
 * - `element_invalid`: an element is not a canonical, non-identity ristretto255 encoding. Do not retry unchanged.
 * - `key_set_unknown`: this vault has no such key set, or this caller may not use it. Ask the vaults' operators.
 * - `key_set_withdrawn`: the key set is permanently closed.
 * - `key_set_superseded`: a later version of the index is published and the grace period is over. Reload the page.
 * - `caller_refused`: a signature, key, audience, time, nonce or right is wrong; the vault does not state which.
 * - `quota_network`: this network prefix has used its share. Retry after `Retry-After`, or from another network.
 * - `quota_ceiling`: the key set's ceiling is reached. Retry after `Retry-After`.
 * - `quota_importer`, `quota_member`: the caller's own units are used up.
 * - `store_spent`: the vault's store was restored from a backup, and serves no request until `Retry-After`, up to a
 *   day. Ask another vault.
 * - `work_required`: repeat the same request with the proof of work that `work` describes.
 * - `manifest_refused`: the manifest breaks a rule of the log; `detail` names it.
 * - `order_refused`: an order contradicts the stored state or exceeds the configuration; `detail` gives the reason.
 * - `approvers_insufficient`: with the approvers that the order leaves, no two approvals would count as two: there is
 *   one approver, or one vault issued all cards. Have another approver register at another vault.
 * - `passkey_backup_eligible`: an approver's passkey can be copied into a cloud account. Take a security key or a
 *   passkey of the device, or ask the vault's operator.
 * - `quota_practice`: the units of the whole practice are used up.
 * - `practice_unknown`: this vault has no such practice.
 * - `order_conflict`: another order came first; build a new one on the current head.
 * - `order_gap`: this vault lacks earlier orders; send those first.
 * - `order_expired`: the order is too late; make a new one.
 * - `checkpoint_refused`: the checkpoint does not continue the one cosigned before; `detail` gives the size of that
 *   one.
 * - `overloaded`: beyond capacity. Retry after `Retry-After`, or ask another vault.
 * - `store_unavailable`: the counts cannot be committed, so the vault evaluates nothing. Ask another vault.
 * - `not_found`, `internal_error`: see their names.
 */
export const problemCodes = [
  'request_invalid',
  'element_invalid',
  'key_set_unknown',
  'key_set_withdrawn',
  'key_set_superseded',
  'caller_refused',
  'quota_network',
  'quota_ceiling',
  'quota_importer',
  'quota_member',
  'quota_practice',
  'store_spent',
  'work_required',
  'practice_unknown',
  'order_conflict',
  'order_gap',
  'order_expired',
  'checkpoint_refused',
  'manifest_refused',
  'order_refused',
  'approvers_insufficient',
  'passkey_backup_eligible',
  'overloaded',
  'store_unavailable',
  'not_found',
  'internal_error',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/**
 * The limit that a member, an importer or a practice has reached (`quota_member`, `quota_importer`, `quota_practice`),
 * as configured at this vault. `kind`: units of a purpose, of `emergency`, or the `people` that units may show.
 * `window`: rolling 60 seconds (`minute`), 24 hours (`day`) or 30 days (`month`); `burst`: at once, with one unit
 * returning after a while; `total`: for the duration of an importer's right. `most`: units, or people, that this vault
 * grants in the window.
 */
const quotaLimitSchema = object({
  kind: { enum: [...practicePurposes, 'emergency', 'people'] as const },
  window: { enum: ['burst', 'minute', 'day', 'month', 'total'] as const },
  most: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
});
export type QuotaLimit = Shape<typeof quotaLimitSchema>;

/**
 * An RFC 9457 problem, with a stable `code`. `retryAfter` repeats the header in seconds, for pages that cannot read
 * headers.
 */
export const problemSchema = object(
  {
    type: { type: 'string', maxLength: 200 },
    title: { type: 'string', maxLength: 200 },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { enum: problemCodes },
    detail: { type: 'string', maxLength: 500 },
    retryAfter: { type: 'integer', minimum: 0, maximum: 31_536_000 },
    limit: quotaLimitSchema,
    work: object({ challenge: bytes32Schema, bits: { type: 'integer', minimum: 1, maximum: 32 } }),
  },
  ['detail', 'retryAfter', 'limit', 'work'],
);
export type Problem = Shape<typeof problemSchema>;
