import { errorFields, type Logger } from '@etanche/platform';
import { PeriodicTasks } from './periodic-tasks.ts';
import type { RecordsConfig } from './config/config.ts';
import type { Membership } from './orders/membership.ts';
import type { FreezeService } from './orders/freeze-service.ts';
import type { NoticeService } from './orders/notice-service.ts';
import type { Store } from './store/store.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

type HousekeepingDependencies = {
  readonly store: Store;
  readonly freezes: FreezeService;
  readonly notices: NoticeService;
  readonly membership: Pick<Membership, 'catchUp'>;
  readonly config: Pick<RecordsConfig, 'sessions' | 'lifetimes' | 'sweepMs' | 'chain'>;
  readonly logger: Logger;
  readonly now: () => number;
};

/** Deletes expired rows, and sends freezes and notices again to vaults that were unreachable, until it is closed. */
export function startHousekeeping(dependencies: HousekeepingDependencies): PeriodicTasks {
  const rounds = [
    { everyMs: dependencies.config.sweepMs, work: () => runHousekeeping(dependencies) },
    { everyMs: dependencies.config.chain.catchUpMs, work: () => catchUpVaults(dependencies) },
  ];
  return PeriodicTasks.start(rounds, dependencies.logger);
}

/** Sends missing orders to vaults that were unreachable or whose store was restored. */
async function catchUpVaults({ store, membership, logger }: HousekeepingDependencies): Promise<void> {
  for (const practice of await store.practices()) {
    const { caughtUp } = await membership.catchUp(practice);
    for (const vault of caughtUp) logger.info('vault_caught_up', { vault });
  }
}

async function runHousekeeping(dependencies: HousekeepingDependencies): Promise<void> {
  const { store, config, freezes, notices, logger, now } = dependencies;
  await store.outside(async (tx) => {
    await tx.query('DELETE FROM challenge WHERE expires_at <= $1', [now()]);
    await tx.query('DELETE FROM anonymous_rate WHERE minute < $1', [Math.floor(now() / minuteMs) - 1]);
    await tx.query('DELETE FROM known_network WHERE until <= $1', [now()]);
    await tx.query('DELETE FROM founding WHERE used_at IS NULL AND expires_at <= $1', [now()]);
  });
  for (const practice of await store.practices()) {
    try {
      await store.inPractice(practice, async (tx) => {
        for (const [table, column, before] of [
          ['session', 'expires_at', now()],
          ['session', 'seen_at', now() - config.sessions.idleMs],
          ['session_scope', 'read_at', now() - config.sessions.absoluteMs],
          ['idempotency', 'created_at', now() - config.lifetimes.idempotencyMs],
          ['invitation', 'expires_at', now()],
          ['recovery', 'expires_at', now()],
          ['identity_flow', 'expires_at', now()],
          ['byte_day', 'day', new Date(now() - 2 * dayMs).toISOString().slice(0, 10)],
        ] as const) {
          await tx.query(`DELETE FROM ${table} WHERE practice = $1 AND ${column} <= $2`, [practice, before]);
        }
      });
      await freezes.resend(practice);
      await notices.resend(practice);
    } catch (error) {
      logger.warn('housekeeping_failed', errorFields(error));
    }
  }
}
