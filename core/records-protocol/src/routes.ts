import { accountRoutes } from './routes/account.ts';
import { auditRoutes } from './routes/audit.ts';
import { dataRoutes } from './routes/data.ts';
import { exchangeRoutes } from './routes/exchange.ts';
import { liveRoutes } from './routes/live.ts';
import { practiceRoutes } from './routes/practice.ts';

/**
 * All routes. The server registers, authorises and documents them from this table; clients take their types from it.
 */
export const routes = {
  ...accountRoutes,
  ...practiceRoutes,
  ...dataRoutes,
  ...auditRoutes,
  ...liveRoutes,
  ...exchangeRoutes,
} as const;
export type RouteName = keyof typeof routes;
