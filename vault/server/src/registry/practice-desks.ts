import type { Database } from '@etanche/platform';
import type { VaultConfig } from '../config.ts';
import type { Asker } from '../lane.ts';
import type { Place } from '../seed-file.ts';
import type { SigningKey } from '../signing-key.ts';
import { AcknowledgementDesk } from './acknowledgement-desk.ts';
import { FreezeDesk } from './freeze-desk.ts';
import type { MemberStore } from './member-store.ts';
import { NoticeDesk } from './notice-desk.ts';
import { OrderDesk, type OrderDeskParts, type PracticeLanes } from './order-desk.ts';
import { signStatement } from './practice-statement.ts';
import { QueryDesk, type CountsSource } from './query-desk.ts';

export type PracticeDesks = {
  readonly orders: OrderDesk;
  readonly freezes: FreezeDesk;
  readonly notices: NoticeDesk;
  readonly queries: QueryDesk;
  readonly acknowledgements: AcknowledgementDesk;
  /** This vault's statement about a practice: a compact JWS. `urgent`: after a freeze. */
  readonly statement: (practice: string, network: Asker, urgent?: 'urgent') => Promise<string>;
};

export function createPracticeDesks(parts: {
  readonly config: VaultConfig;
  readonly place: Place;
  readonly signingKey: SigningKey;
  readonly database: Database;
  readonly lanes: PracticeLanes;
  readonly members: MemberStore;
  readonly counts: CountsSource;
  readonly report: OrderDeskParts['report'];
  readonly now: () => number;
}): PracticeDesks {
  const { config, place, signingKey, database, lanes, members, counts, report, now } = parts;
  const orders = new OrderDesk({
    place,
    signingKey,
    operators: config.recordsServers,
    config: config.members,
    lanes,
    now,
    report,
  });
  const own = { lanes, signingKey: signingKey.publicKey, now };
  const { recordsServers } = config;
  return {
    orders,
    freezes: new FreezeDesk({ ...own, recordsServers, config: config.members }),
    notices: new NoticeDesk({ ...own, recordsServers, config: config.members }),
    queries: new QueryDesk({ ...own, database, index: place.index, members, counts }),
    acknowledgements: new AcknowledgementDesk({ lanes, index: place.index, now }),
    statement: async (practice, network, urgent) => {
      await orders.applyDue();
      const lane = urgent === undefined ? lanes.ordinary : lanes.urgent;
      return lane.run(network, (store) =>
        signStatement({ database: store, signingKey, index: place.index, now }, practice),
      );
    },
  };
}
