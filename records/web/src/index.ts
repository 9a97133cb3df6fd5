/**
 * The sources of the application: `page/main.tsx`, which imports its style, `worker/main.ts` of the session,
 * `reader/main.ts` of a PDF, and `writer/main.ts` of the PDF of a file.
 */
export const recordsWeb = {
  folder: new URL('../', import.meta.url),
  nobleOf: import.meta.resolve('@etanche/core-oprf'),
  /** Browsers of the practices: all have passkeys with PRF. */
  targets: ['es2022', 'chrome116', 'safari18', 'firefox135'],
} as const;

export { trustedTypesPolicy } from '../page/session/trusted-types-policy.ts';
export type { Site } from '../port/site.ts';
export type { DemonstrationPerson, ShownRole } from '../port/session-calls.ts';
export { clock, plusDays, weekdayOf } from '../port/opening-hours.ts';
export { localTime, withOffset } from '../worker/zoned-time.ts';
export { displayName } from '@etanche/records-fhir';
export { encodeDeposit } from '../worker/deposit-content.ts';
export { referenceTo } from '../worker/reference-to.ts';
export { writeMessageDocument, type OutgoingPart } from '../worker/exchange/write-document.ts';
export { printOfLines } from '../paper/lines.ts';
