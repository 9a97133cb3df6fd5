import type { FastifyInstance } from 'fastify';
import {
  approverCardSchema,
  assertionSchema,
  practicesPath,
  type Assertion,
  type Federation,
} from '@etanche/core-vault-protocol';
import { object, recordIdSchema } from '@etanche/core-wire';
import type { ApprovalsService } from './approvals-service.ts';
import type { ChallengeUse } from './page-challenges.ts';
import type { Registration } from './verify-registration.ts';

const text = (maxLength: number) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength }) as const;
const challengeSchema = object({ use: { enum: ['register', 'alarms'] } });
const registrationSchema = object({
  challenge: text(100),
  name: approverCardSchema.properties.name,
  credential: approverCardSchema.properties.credential,
  attestationObject: text(8192),
  clientDataJSON: text(4096),
});
const alarmsSchema = object({ approver: recordIdSchema, challenge: text(100), assertion: assertionSchema });
const params = { type: 'object', properties: { practice: recordIdSchema }, required: ['practice'] } as const;

/** Routes of the approvals page (docs/protocol.md section 6.6). */
export function approvalsRoutes(
  app: FastifyInstance,
  service: ApprovalsService,
  vault: { readonly index: number; readonly federation: Federation },
): void {
  app.get('/v1/approvals', () => ({ ...vault, ...service.site }));
  app.post<{ Body: { use: ChallengeUse } }>(
    '/v1/approvals/challenges',
    { schema: { body: challengeSchema } },
    ({ body }, reply) => reply.send(service.challenge(body.use)),
  );
  app.post<{ Body: Registration & { challenge: string; name: string } }>(
    '/v1/approvals/approvers',
    { schema: { body: registrationSchema } },
    async ({ body: { challenge, name, ...registration } }) => ({
      card: await service.register(challenge, name, registration),
    }),
  );
  app.post<{ Params: { practice: string }; Body: { approver: string; challenge: string; assertion: Assertion } }>(
    `${practicesPath}/:practice/approver-alarms`,
    { schema: { params, body: alarmsSchema } },
    async ({ params: { practice }, body: { approver, challenge, assertion } }) => ({
      alarms: await service.alarms(practice, approver, challenge, assertion),
    }),
  );
}
