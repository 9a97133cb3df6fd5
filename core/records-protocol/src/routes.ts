import { accountRoutes } from './routes/account.ts';
import { auditRoutes } from './routes/audit.ts';
import { dataRoutes } from './routes/data.ts';
import { practiceRoutes } from './routes/practice.ts';

/** Every route: the server registers, authorises and documents from this table, clients are typed by it. */
export const routes = { ...accountRoutes, ...practiceRoutes, ...dataRoutes, ...auditRoutes } as const;
export type RouteName = keyof typeof routes;
