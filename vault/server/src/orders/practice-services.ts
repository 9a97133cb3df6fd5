import type { Database } from '@etanche/platform';
import type { VaultConfig } from '../config/config.ts';
import type { Asker } from '../http/lane.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { AcknowledgementService } from './acknowledgement-service.ts';
import { FreezeService } from './freeze-service.ts';
import type { MemberStore } from './member-store.ts';
import { NoticeService } from './notice-service.ts';
import { OrderService, type OrderServiceOptions, type PracticeLanes } from './order-service.ts';
import { signStatement } from './practice-statement.ts';
import { QueryService, type CountsSource } from './query-service.ts';

export type PracticeServices = {
  readonly orders: OrderService;
  readonly freezes: FreezeService;
  readonly notices: NoticeService;
  readonly queries: QueryService;
  readonly acknowledgements: AcknowledgementService;
  /** This vault's statement about a practice: a compact JWS. `urgent`: after a freeze. */
  readonly statement: (practice: string, network: Asker, urgent?: 'urgent') => Promise<string>;
};

export function createPracticeServices(options: {
  readonly config: VaultConfig;
  readonly position: VaultPosition;
  readonly signingKey: SigningKey;
  readonly database: Database;
  readonly lanes: PracticeLanes;
  readonly members: MemberStore;
  readonly counts: CountsSource;
  readonly report: OrderServiceOptions['report'];
  readonly dueFailed: OrderServiceOptions['dueFailed'];
  readonly now: () => number;
}): PracticeServices {
  const { config, position, signingKey, database, lanes, members, counts, report, dueFailed, now } = options;
  const orders = new OrderService({
    position,
    signingKey,
    operators: config.recordsServers,
    config: config.members,
    lanes,
    now,
    report,
    dueFailed,
  });
  const own = { lanes, signingKey: signingKey.publicKey, now };
  const { recordsServers } = config;
  return {
    orders,
    freezes: new FreezeService({ ...own, recordsServers, config: config.members }),
    notices: new NoticeService({ ...own, recordsServers, config: config.members }),
    queries: new QueryService({ ...own, database, index: position.index, members, counts }),
    acknowledgements: new AcknowledgementService({ lanes, index: position.index, now }),
    statement: async (practice, network, urgent) => {
      await orders.applyDue();
      const lane = urgent === undefined ? lanes.ordinary : lanes.urgent;
      return lane.run(network, (store) =>
        signStatement({ database: store, signingKey, index: position.index, now }, practice),
      );
    },
  };
}
