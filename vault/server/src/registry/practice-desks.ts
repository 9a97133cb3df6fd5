import type { Database } from '@etanche/platform';
import { Admission } from '../admission.ts';
import type { VaultConfig } from '../config.ts';
import type { Place } from '../seed-file.ts';
import type { SigningKey } from '../signing-key.ts';
import { FreezeDesk } from './freeze-desk.ts';
import type { MemberStore } from './member-store.ts';
import { NoticeDesk } from './notice-desk.ts';
import { OrderDesk, type OrderDeskParts } from './order-desk.ts';
import { signStatement } from './practice-statement.ts';
import { QueryDesk, type CountsSource } from './query-desk.ts';

/** Orders, freezes and queries at work at once: claims wait behind them for a connection, so they are few. */
const atOnce = 32;

export type PracticeDesks = {
  readonly orders: OrderDesk;
  readonly freezes: FreezeDesk;
  readonly notices: NoticeDesk;
  readonly queries: QueryDesk;
  /** What this vault says of a practice: a compact JWS. */
  readonly statement: (practice: string) => Promise<string>;
};

export function createPracticeDesks(parts: {
  readonly config: VaultConfig;
  readonly place: Place;
  readonly signingKey: SigningKey;
  readonly database: Database;
  readonly members: MemberStore;
  readonly counts: CountsSource;
  readonly report: OrderDeskParts['report'];
  readonly now: () => number;
}): PracticeDesks {
  const { config, place, signingKey, database, members, counts, report, now } = parts;
  const admission = new Admission(atOnce);
  const orders = new OrderDesk({
    place,
    signingKey,
    operators: config.recordsServers,
    config: config.members,
    database,
    admission,
    now,
    report,
  });
  const own = { database, admission, signingKey: signingKey.publicKey, now };
  return {
    orders,
    freezes: new FreezeDesk({ ...own, config: config.members }),
    notices: new NoticeDesk({ ...own, config: config.members }),
    queries: new QueryDesk({ ...own, index: place.index, members, counts }),
    statement: async (practice) => {
      await orders.applyDue();
      return signStatement({ database, signingKey, index: place.index, now }, practice);
    },
  };
}
