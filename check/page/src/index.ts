export { trustedTypesPolicy } from '../page/trusted-types-policy.ts';

/** The sources of Check's page: `main.ts`, `worker.ts`, `style.css` and `documents/`. */
export const checkPage = {
  folder: new URL('../page/', import.meta.url),
  nobleOf: import.meta.resolve('@etanche/core-oprf'),
} as const;
