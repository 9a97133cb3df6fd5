import type pg from 'pg';
import type { MemberConfig } from '../config/member-config.ts';

/**
 * The context in which an action is applied. `at` is the vault's clock in ms, `issuedAt` the order's own time in
 * seconds.
 */
export type Application = {
  readonly client: pg.ClientBase;
  readonly practice: string;
  readonly audience: readonly string[];
  readonly config: MemberConfig;
  readonly at: number;
  readonly issuedAt: number;
};
