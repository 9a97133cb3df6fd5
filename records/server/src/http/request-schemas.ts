import type { FastifyRequest, FastifySchema } from 'fastify';
import type { JsonSchema } from '@etanche/core-wire';
import type { Route } from '@etanche/core-records-protocol';

type Fields = Readonly<Record<string, JsonSchema>>;

/** The same objects for each server of a process, which compiles them once. */
const fieldsOf = new WeakMap<Route, Pick<FastifySchema, 'params' | 'querystring'>>();

/** The schemas of a route for fastify. All query parameters are optional; unknown ones are rejected. */
export function requestSchemas(route: Route): FastifySchema {
  const { params, query, body } = route;
  const fields = fieldsOf.get(route) ?? {
    params: fieldsSchema(params ?? {}, true),
    querystring: fieldsSchema(query ?? {}, false),
  };
  fieldsOf.set(route, fields);
  return { ...fields, ...(body !== undefined && body !== 'stream' && { body }) };
}

function fieldsSchema(fields: Fields, required: boolean) {
  return {
    type: 'object',
    properties: fields,
    required: required ? Object.keys(fields) : [],
    additionalProperties: false,
  };
}

/** Numbers of the path and the query are text: digits only, without sign, leading zeros or exponent. */
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
