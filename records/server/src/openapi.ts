import type { JsonSchema } from '@etanche/core-wire';
import { recordsProblemSchema, routes, type Route } from '@etanche/core-records-protocol';

type Json = Readonly<Record<string, unknown>>;
const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: '16 random bytes, base64url: a repeated write is one write',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' },
};
const bytes: Json = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

/** The API as an OpenAPI 3.1 document, from the table that validates and authorises it. */
export function openApiDocument(server: { readonly title: string }): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(name, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: server.title,
      version: '1',
      summary: 'Stores what it cannot read. Byte formats: docs/protocol.md, sections 7 and 8',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    paths,
    components: {
      schemas: { Problem: recordsProblemSchema },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: '32 bytes, base64url' },
        relay: { type: 'http', scheme: 'Etanche-Relay', description: 'a JWS by another records server' },
      },
    },
  };
}

function operation(name: string, route: Route): Json {
  const { may, answer, body, problems } = route;
  return {
    operationId: name,
    summary: route.summary,
    security: may === 'anyone' ? [] : [{ [may === 'peer' ? 'relay' : 'session']: [] }],
    ...(typeof may !== 'string' && { 'x-roles': may }),
    parameters: [
      ...parameters('path', route.params ?? {}),
      ...parameters('query', route.query ?? {}),
      ...(route.idempotent === true ? [idempotencyKey] : []),
    ],
    ...(body !== undefined && { requestBody: { required: true, content: content(body) } }),
    responses: {
      ...(answer === undefined
        ? { '204': { description: 'Done' } }
        : { '200': { description: 'Done', content: content(answer) } }),
      default: {
        description: ['Refused', ...(problems.length > 0 ? [problems.join(', ')] : [])].join(': '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parameters(place: 'path' | 'query', fields: Readonly<Record<string, JsonSchema>>): Json[] {
  return Object.entries(fields).map(([name, schema]) => ({ name, in: place, required: place === 'path', schema }));
}

function content(schema: JsonSchema | 'stream'): Json {
  return schema === 'stream' ? bytes : { 'application/json': { schema } };
}
