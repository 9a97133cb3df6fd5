/** The sources of the application: `page/main.tsx`, which imports its style, and `worker/main.ts`. */
export const recordsWeb = {
  folder: new URL('../', import.meta.url),
  nobleOf: import.meta.resolve('@etanche/core-oprf'),
} as const;

export { trustedTypesPolicy } from '../page/session/trusted-types-policy.ts';
export type { Site } from '../port/site.ts';
export type { DemonstrationPerson, ShownRole } from '../port/session-calls.ts';
export { clock, plusDays } from '../port/opening-hours.ts';
export { localTime, withOffset } from '../worker/zoned-time.ts';
export { displayName } from '../page/patients/display-name.ts';
