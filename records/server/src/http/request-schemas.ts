import type { FastifyRequest, FastifySchema } from 'fastify';
import type { JsonSchema } from '@etanche/core-wire';
import type { Route } from '@etanche/core-records-protocol';

type Fields = Readonly<Record<string, JsonSchema>>;

/** What fastify compiles of a route. Query parameters may all be absent; those not named are refused. */
export function requestSchemas({ params, query, body }: Route): FastifySchema {
  return {
    params: fieldsSchema(params ?? {}, true),
    querystring: fieldsSchema(query ?? {}, false),
    ...(body !== undefined && body !== 'stream' && { body }),
  };
}

function fieldsSchema(fields: Fields, required: boolean) {
  return {
    type: 'object',
    properties: fields,
    required: required ? Object.keys(fields) : [],
    additionalProperties: false,
  };
}

/** Numbers of the path and the query, which travel as text: one spelling, without sign, zeros in front or exponent. */
export function readNumbers(route: Route, request: FastifyRequest): void {
  for (const [fields, values] of [
    [route.params, request.params],
    [route.query, request.query],
  ] as const) {
    const record = values as Record<string, unknown>;
    for (const [name, schema] of Object.entries(fields ?? {})) {
      const text = record[name];
      if (!('type' in schema) || schema.type !== 'integer' || typeof text !== 'string') continue;
      if (/^(0|[1-9][0-9]{0,15})$/.test(text)) record[name] = Number(text);
    }
  }
}
