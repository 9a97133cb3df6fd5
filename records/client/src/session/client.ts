import type { Environment } from '../options.ts';
import type { Practice } from './practice.ts';
import type { Secrets } from './secrets.ts';
import type { Session } from './session.ts';

/**
 * A signed-in client. Each function of this library takes the parts that it uses, so that a message port can offer a
 * subset.
 */
export type RecordsClient = {
  readonly environment: Environment;
  readonly session: Session;
  readonly practice: Practice;
  readonly secrets: Secrets;
};
