import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Client } from 'fhir-kit-client';
import smart from 'fhirclient';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remainingQuotas, type PatientFile } from '@etanche/records-client';
import type { HttpServer } from '@etanche/platform';
import { createApiServer } from '../src/fhir/api-server.ts';
import type { ApiConfig } from '../src/config/gateway-config.ts';
import type { GatewaySession } from '../src/session/gateway-session.ts';
import { samplePatient, silent, startGatewayPractice, type GatewayPractice } from './support/gateway-practice.ts';

const tokens = { imaging: 'i'.repeat(40), reader: 'r'.repeat(40), few: 'f'.repeat(40) };

let practice: GatewayPractice;
let patient: PatientFile;
let other: PatientFile;
let session: GatewaySession;
let server: HttpServer;
let base: string;
beforeAll(async () => {
  practice = await startGatewayPractice();
  const { patients } = practice.doctor;
  patient = await patients.create(samplePatient());
  other = await patients.create(
    samplePatient({
      birthFamilyName: 'AUTRE',
      birthGivenNames: ['CLAUDE'],
      birthDate: '1960-05-06',
      ins: null,
      reliability: { status: 'PROV', flags: [], document: null, documentDate: null, insiDate: null },
    }),
  );
  for (const [name, token] of Object.entries(tokens))
    writeFileSync(join(practice.directory, name), token, { mode: 0o600 });
  const program = (
    name: string,
    permissions: ApiConfig['programs'][number]['permissions'],
    requestsPerHour = 1000,
  ) => ({
    ...{ name, token: join(practice.directory, name), permissions, requestsPerHour },
  });
  const config: ApiConfig = {
    port: 1,
    programs: [
      program('imaging', [
        { type: 'Patient', may: ['read', 'search', 'update'] },
        { type: 'Observation', may: ['read', 'search', 'create', 'update'] },
      ]),
      program('reader', [{ type: 'Patient', may: ['read'] }]),
      program('few', [{ type: 'Patient', may: ['read'] }], 2),
    ],
  };
  session = practice.session();
  server = createApiServer({ config, session, logger: silent, now: practice.running.clock.now });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${port}/fhir`;
});
afterAll(async () => {
  await server.stop();
  session.close();
  await practice[Symbol.asyncDispose]();
});

const observation = (value: string, scope = patient.scope) =>
  `{"resourceType":"Observation","status":"final","code":{"text":"Potassium"},"subject":{"reference":"Patient/${scope}"},"valueQuantity":{"value":${value},"unit":"mmol/L"}}`;

/** A request as a program writes it, with headers that fetch would not send. */
async function call(
  method: string,
  path: string,
  {
    token = tokens.imaging,
    headers = {},
    body,
  }: { token?: string | null; headers?: Record<string, string>; body?: string } = {},
) {
  const url = new URL(`${base}${path}`);
  const sent = httpRequest(url, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      ...headers,
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of answer) text += String(part);
  const value = JSON.parse(text) as {
    resourceType: string;
    id?: string;
    issue?: { code: string; details: { coding: { code: string }[] } }[];
  };
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    value,
    code: value.issue?.[0]?.details.coding[0]?.code,
  };
}

test('a resource is created, read with its digits, updated with If-Match, and refused with an old version', async () => {
  const made = await call('POST', '/Observation', { body: observation('4.40') });
  expect([made.status, made.headers.etag]).toEqual([201, 'W/"1"']);
  expect(made.headers.location).toBe(`${base}/Observation/${made.value.id ?? ''}/_history/1`);
  const path = `/Observation/${made.value.id ?? ''}`;
  const read = await call('GET', path);
  expect(read.text).toContain('"value":4.40,');
  expect(read.text).toContain(`"reference":"Patient/${patient.scope}"`);
  expect(read.headers['content-type']).toContain('application/fhir+json');

  const body = read.text.replace('4.40', '5.60');
  const updated = await call('PUT', path, { body, headers: { 'if-match': 'W/"1"' } });
  expect([updated.status, updated.headers.etag]).toEqual([200, 'W/"2"']);
  const stale = await call('PUT', path, { body, headers: { 'if-match': 'W/"1"' } });
  expect([stale.status, stale.code]).toEqual([412, 'version_conflict']);
  const blind = await call('PUT', path, { body });
  expect([blind.status, blind.code]).toEqual([428, 'version_required']);
  // The practice's own screens show what the program wrote.
  await patient.refresh();
  expect(
    patient
      .resources()
      .map(({ text }) => text)
      .join(),
  ).toContain('"value":5.60,');
});

test('a Patient is found by number, by names and birth date, and by telephone, without opening a file', async () => {
  const { client } = await session.use((open) => Promise.resolve(open));
  const before = (await remainingQuotas(client)).scope.openings;
  for (const query of [
    'identifier=urn:oid:1.2.250.1.213.1.4.8|279035121518989',
    'family=PAT-TROIS&given=Dominique&birthdate=1979-03-28',
    'name=pat-trois&birthdate=eq1979-03-28',
  ]) {
    const { status, value } = await call('GET', `/Patient?${query}`);
    const { total, entry } = value as unknown as {
      total: number;
      entry: { resource: { id: string; name: { family: string }[] } }[];
    };
    expect([status, total]).toEqual([200, 1]);
    expect(entry[0]?.resource).toMatchObject({
      id: patient.scope,
      name: [{ family: expect.stringMatching(/pat/i) as string }],
    });
  }
  const nobody = await call('GET', '/Patient?family=PERSONNE&given=Alix&birthdate=1950-01-01');
  expect(nobody.value).toMatchObject({ resourceType: 'Bundle', total: 0 });
  expect((await remainingQuotas(client)).scope.openings).toBe(before);
});

test('the resources of a patient are searched in that file alone', async () => {
  await call('POST', '/Observation', { body: observation('1.0', other.scope) });
  const { value, text } = await call('GET', `/Observation?patient=Patient/${other.scope}`);
  expect(value).toMatchObject({ total: 1 });
  expect(text).toContain('"value":1.0,');
  expect((await call('GET', `/Observation?subject=${other.scope}`)).value).toMatchObject({ total: 1 });
});

test('each request is an access in the audit log', async () => {
  const reads = async () =>
    (await patient.accesses()).accesses.filter(({ member }) => member === practice.gateway.member).length;
  const before = await reads();
  await call('GET', `/Patient/${patient.scope}`);
  await call('GET', `/Patient/${patient.scope}`);
  await expect.poll(reads).toBe(before + 2);
});

describe('refused', () => {
  test.each<[string, string, string, Parameters<typeof call>[2], number, string]>([
    ['without a token', 'GET', '/Patient/x', { token: null }, 401, 'login_required'],
    ['with a wrong token', 'GET', '/Patient/x', { token: 'x'.repeat(40) }, 401, 'login_required'],
    [
      'without a token before its body is looked at',
      'POST',
      '/Observation',
      { token: null, body: '<x/>', headers: { 'content-type': 'application/fhir+xml' } },
      401,
      'login_required',
    ],
    [
      'for a type that the program may not read',
      'GET',
      '/Observation/x',
      { token: tokens.reader },
      403,
      'not_permitted',
    ],
    [
      'for an interaction that it may not use',
      'GET',
      '/Patient?name=a',
      { token: tokens.reader },
      403,
      'not_permitted',
    ],
    ['for an id of nobody', 'GET', `/Patient/${'a'.repeat(26)}`, {}, 404, 'not_found'],
    ['for a record under another type', 'GET', `/Observation/${'a'.repeat(26)}`, {}, 404, 'not_found'],
    ['for an unknown type', 'GET', '/Nothing/x', {}, 404, 'type_unknown'],
    ['for an unknown parameter', 'GET', '/Patient?address=Brest', {}, 400, 'parameter_unknown'],
    ['for a parameter that is sent twice', 'GET', '/Patient?name=a&name=b', {}, 400, 'parameter_unknown'],
    ['for a search without enough to search by', 'GET', '/Patient?family=PAT-TROIS', {}, 400, 'search_incomplete'],
    ['for all observations of the practice', 'GET', '/Observation', {}, 400, 'search_incomplete'],
    ['for another host', 'GET', '/metadata', { headers: { host: 'attacker.example' } }, 403, 'host_refused'],
    ['for a web page', 'GET', '/metadata', { headers: { origin: 'http://127.0.0.1' } }, 403, 'origin_refused'],
    [
      'for a request of a browser',
      'GET',
      '/metadata',
      { headers: { 'sec-fetch-site': 'none' } },
      403,
      'origin_refused',
    ],
    ['for a body that is no JSON', 'POST', '/Observation', { body: '{' }, 400, 'body_invalid'],
    ['for a body of another type', 'POST', '/Observation', { body: '{"resourceType":"Basic"}' }, 400, 'body_invalid'],
    [
      'for a resource of nobody',
      'POST',
      '/Observation',
      { body: '{"resourceType":"Observation","status":"final","code":{"text":"x"}}' },
      422,
      'patient_missing',
    ],
    [
      'for a conditional create',
      'POST',
      '/Observation',
      { body: '{}', headers: { 'if-none-exist': 'identifier=1' } },
      400,
      'parameter_unknown',
    ],
    [
      'for a patient by id with another parameter, which would be ignored',
      'GET',
      `/Patient?_id=${'a'.repeat(26)}&birthdate=1979-03-28`,
      {},
      400,
      'parameter_unknown',
    ],
    ['for two patients', 'GET', '/Observation?patient=Patient/a&subject=Patient/b', {}, 400, 'parameter_unknown'],
    [
      'for another format',
      'POST',
      '/Observation',
      { body: '<x/>', headers: { 'content-type': 'application/fhir+xml' } },
      415,
      'format_unknown',
    ],
    ['for a new Patient', 'POST', '/Patient', { body: '{"resourceType":"Patient"}' }, 403, 'not_permitted'],
  ])('%s', async (_, method, path, options, status, code) => {
    const answer = await call(method, path, options);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.value.resourceType).toBe('OperationOutcome');
  });

  test('for a resource that the rules reject, with the names of its fields and no value', async () => {
    const body = observation('4.0').replace('"status":"final"', '"status":"SECRET"').replace('"final"', '"x"');
    const answer = await call('POST', '/Observation', { body: body.replace('"code":{"text":"Potassium"},', '') });
    expect([answer.status, answer.code]).toEqual([422, 'resource_invalid']);
    expect(answer.text).toContain('Observation.code');
    expect(answer.text).not.toContain('SECRET');
  });

  test('for a reference into another patient’s file', async () => {
    const made = await call('POST', '/Observation', { body: observation('2.0', other.scope) });
    const body = observation('4.0').replace(
      '"status"',
      `"hasMember":[{"reference":"Observation/${made.value.id ?? ''}"}],"status"`,
    );
    expect((await call('POST', '/Observation', { body })).code).toBe('resource_invalid');
  });

  test('for an update that moves a resource to another patient, or changes an identity by itself', async () => {
    const made = await call('POST', '/Observation', { body: observation('2.0') });
    const path = `/Observation/${made.value.id ?? ''}`;
    const moved = made.text.replaceAll(`Patient/${patient.scope}`, `Patient/${other.scope}`);
    expect((await call('PUT', path, { body: moved, headers: { 'if-match': 'W/"1"' } })).code).toBe('resource_invalid');
    const read = await call('GET', `/Patient/${patient.scope}`);
    const renamed = read.text.replace('"PAT-TROIS"', '"PAT-QUATRE"');
    const answer = await call('PUT', `/Patient/${patient.scope}`, {
      body: renamed,
      headers: { 'if-match': read.headers.etag ?? '' },
    });
    expect([answer.status, answer.code]).toEqual([422, 'identity_refused']);
  });

  test('after the program’s requests of an hour, while another is served', async () => {
    for (let i = 0; i < 2; i += 1)
      expect((await call('GET', `/Patient/${patient.scope}`, { token: tokens.few })).status).toBe(200);
    const refused = await call('GET', `/Patient/${patient.scope}`, { token: tokens.few });
    expect([refused.status, refused.code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3000);
    expect((await call('GET', `/Patient/${patient.scope}`)).status).toBe(200);
  });
});

test('fhir-kit-client works unmodified', async () => {
  const client = new Client({ baseUrl: base, bearerToken: tokens.imaging });
  const statement = (await client.capabilityStatement()) as unknown as {
    fhirVersion: string;
    rest: { resource: { type: string }[] }[];
  };
  expect([statement.fhirVersion, statement.rest[0]?.resource.map(({ type }) => type)]).toEqual([
    '4.0.1',
    ['Observation', 'Patient'],
  ]);
  const found = await client.search({
    resourceType: 'Patient',
    searchParams: { family: 'PAT-TROIS', given: 'Dominique', birthdate: '1979-03-28' },
  });
  expect(found).toMatchObject({ total: 1 });
  const body = JSON.parse(observation('3.9')) as { resourceType: string };
  const created = (await client.create({ resourceType: 'Observation', body })) as {
    id: string;
    status: string;
    resourceType: string;
  };
  const read = await client.read({ resourceType: 'Observation', id: created.id });
  expect(read).toMatchObject({ valueQuantity: { value: 3.9 } });
  const changed = { ...created, status: 'amended' };
  const update = (version: string) =>
    client.update({
      resourceType: 'Observation',
      id: created.id,
      body: changed,
      options: { headers: { 'If-Match': version } },
    });
  expect(await update('W/"1"')).toMatchObject({ status: 'amended' });
  await expect(update('W/"1"')).rejects.toMatchObject({ response: { status: 412 } });
});

test('fhirclient works unmodified', async () => {
  const client = smart({} as never, {} as never, {} as never).client({
    serverUrl: base,
    tokenResponse: { access_token: tokens.imaging },
  });
  const read: unknown = await client.request(`Patient/${patient.scope}`);
  expect(read).toMatchObject({ resourceType: 'Patient', id: patient.scope });
  const resource = JSON.parse(observation('4.1')) as { resourceType: string };
  const created = await client.create<{ resourceType: string; id: string }>(resource);
  const all = await client.request<unknown[]>(`Observation?patient=${patient.scope}`, { flat: true });
  expect(all.some((one) => (one as { id: string }).id === created.id)).toBe(true);
  await expect(client.request('Condition/x')).rejects.toMatchObject({ status: 403 });
});
