import { changesAskedSchema, changesSchema } from '../live.ts';
import { defineRoute } from '../route.ts';
import { people } from './callers.ts';

/** Changes by other members to scopes that a session holds open; an administrator holds the settings only. */
export const liveRoutes = {
  changes: defineRoute({
    method: 'POST',
    path: '/v1/changes',
    summary: 'Waits until a scope that this session holds open changes',
    may: people,
    body: changesAskedSchema,
    answer: changesSchema,
    waits: true,
    problems: [],
  }),
} as const;
