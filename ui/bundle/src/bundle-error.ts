import { EtancheError } from '@etanche/core-wire';

/** - `build_failed`: the sources of the page do not build; the cause is the bundler's. */
export type BundleErrorCode = 'build_failed';

export class BundleError extends EtancheError<BundleErrorCode> {}
