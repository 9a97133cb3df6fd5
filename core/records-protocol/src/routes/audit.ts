import * as audit from '../audit.ts';
import { counter, positive } from '../fields.ts';
import { people } from './callers.ts';
import { defineRoute } from '../route.ts';

/** The audit log. */
export const auditRoutes = {
  checkpoint: defineRoute({
    method: 'GET',
    path: '/v1/audit/checkpoint',
    summary: 'The last signed and cosigned checkpoint',
    may: [...people, 'gateway'],
    answer: audit.checkpointNoteSchema,
    problems: [],
  }),
  leaves: defineRoute({
    method: 'GET',
    path: '/v1/audit/leaves',
    summary: 'Leaves by number',
    may: people,
    query: { from: counter, count: positive },
    answer: audit.leavesSchema,
    problems: [],
  }),
  inclusion: defineRoute({
    method: 'GET',
    path: '/v1/audit/leaves/{index}/proof',
    summary: 'Inclusion proof (RFC 6962 section 2.1.1)',
    may: people,
    params: { index: counter },
    query: { size: counter },
    answer: audit.inclusionSchema,
    problems: [],
  }),
  consistency: defineRoute({
    method: 'GET',
    path: '/v1/audit/consistency',
    summary: 'Consistency proof (RFC 6962 section 2.1.2)',
    may: [...people, 'gateway'],
    query: { from: counter, to: counter },
    answer: audit.consistencySchema,
    problems: [],
  }),
} as const;
