import { describe, expect, test } from 'vitest';
import { readRecordsConfig } from '../src/index.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const good = {
  DATABASE_URL: 'postgres://records:p@db/records',
  ETANCHE_RECORDS_DIRECTORY: '/etc/etanche-records',
  ETANCHE_RECORDS_FEDERATION: '/etc/etanche-records/federation.json',
  ETANCHE_RECORDS_RP_ID: 'records.example',
  ETANCHE_RECORDS_ORIGINS: 'https://records.example, https://app.records.example',
  ETANCHE_RECORDS_BEHIND_PROXY: 'true',
  ETANCHE_RECORDS_TRUSTED_HOPS: '1',
};
const s3 = {
  ETANCHE_RECORDS_S3_ENDPOINT: 'https://s3.example',
  ETANCHE_RECORDS_S3_BUCKET: 'records',
  ETANCHE_RECORDS_S3_REGION: 'fr-par',
  ETANCHE_RECORDS_S3_ACCESS_KEY_ID: 'an-access-key',
  ETANCHE_RECORDS_S3_SECRET_ACCESS_KEY: 'a-secret-key',
};
const oidc = {
  ETANCHE_RECORDS_OIDC_ISSUER: 'https://auth.example',
  ETANCHE_RECORDS_OIDC_CLIENT_ID: 'etanche',
  ETANCHE_RECORDS_OIDC_CLIENT_SECRET: 'a-client-secret',
  ETANCHE_RECORDS_OIDC_REDIRECT_URI: 'https://records.example/v1/identity-proofs/callback',
  ETANCHE_RECORDS_OIDC_RETURN_URI: 'https://records.example/proof',
};

describe('settings', () => {
  test('that are complete give a configuration, and secrets apart', () => {
    const { config, secrets } = readRecordsConfig({
      ...good,
      ...s3,
      ...oidc,
      DATABASE_URL: 'postgres://u:p@db/records',
    });
    expect(config).toMatchObject({
      origins: ['https://records.example', 'https://app.records.example'],
      blobs: { kind: 's3', bucket: 'records' },
      sessions: { absoluteMs: 43_200_000, idleMs: 1_800_000 },
      identity: { claims: 'pro-sante-connect', acr: null },
      trustedHops: 1,
      data: { bytesPerDay: { member: 8192 * 1024 * 1024 } },
    });
    expect(JSON.stringify(config)).not.toMatch(/secret-key|client-secret|access-key|u:p/);
    expect(secrets.databaseUrl.reveal()).toBe('postgres://u:p@db/records');
  });

  test('may leave out what has a default', () => {
    const { config, secrets } = readRecordsConfig(good);
    expect(config.blobs).toEqual({ kind: 'directory', path: '/etc/etanche-records/binaries' });
    expect(secrets).toMatchObject({ blobs: null, identity: null });
  });

  test.each([
    ['an origin that the RP id does not cover', { ETANCHE_RECORDS_ORIGINS: 'https://other.example' }],
    ['an origin that only ends like it', { ETANCHE_RECORDS_ORIGINS: 'https://evilrecords.example' }],
    ['an origin without TLS', { ETANCHE_RECORDS_ORIGINS: 'http://records.example' }],
    [
      'an origin whose name only begins like this machine',
      { ETANCHE_RECORDS_ORIGINS: 'http://localhost.records.example' },
    ],
    ['no database', { DATABASE_URL: undefined }],
    ['an S3 store without TLS', { ...s3, ETANCHE_RECORDS_S3_ENDPOINT: 'http://s3.example' }],
    ['an origin with a path', { ETANCHE_RECORDS_ORIGINS: 'https://records.example/app' }],
    ['an origin that is none', { ETANCHE_RECORDS_ORIGINS: 'records.example' }],
    ['a top-level domain', { ETANCHE_RECORDS_RP_ID: 'example', ETANCHE_RECORDS_ORIGINS: 'https://records.example' }],
    ['an RP id that is a URL', { ETANCHE_RECORDS_RP_ID: 'https://records.example' }],
    ['hops without a proxy', { ETANCHE_RECORDS_BEHIND_PROXY: 'false' }],
    ['a proxy without hops', { ETANCHE_RECORDS_TRUSTED_HOPS: undefined }],
    ['idle sessions that outlast themselves', { ETANCHE_RECORDS_IDLE_MINUTES: '1000' }],
    ['half an S3 store', { ETANCHE_RECORDS_S3_BUCKET: 'records' }],
    ['two places for binaries', { ...s3, ETANCHE_RECORDS_BLOBS_DIRECTORY: '/var/lib/x' }],
    ['half a provider', { ETANCHE_RECORDS_OIDC_ISSUER: 'https://auth.example' }],
    ['a provider without TLS', { ...oidc, ETANCHE_RECORDS_OIDC_ISSUER: 'http://auth.example' }],
    ['a callback elsewhere', { ...oidc, ETANCHE_RECORDS_OIDC_REDIRECT_URI: 'https://records.example/callback' }],
    ['a way back to another site', { ...oidc, ETANCHE_RECORDS_OIDC_RETURN_URI: 'https://evil.example/' }],
    ['metrics for the world', { ETANCHE_RECORDS_METRICS_PORT: '8180' }],
    ['more for one network than for all', { ETANCHE_RECORDS_ANONYMOUS_PER_NETWORK: '5000' }],
    ['more bytes for a member than for its practice', { ETANCHE_RECORDS_MEMBER_MEBIBYTES: '200000' }],
    ['more bytes for an importer than for its practice', { ETANCHE_RECORDS_PRACTICE_MEBIBYTES: '100000' }],
    ['bytes for no binary', { ETANCHE_RECORDS_MEMBER_MEBIBYTES: '511' }],
    ['a misspelt name', { ETANCHE_RECORDS_ORIGIN: 'https://records.example' }],
    ['an empty value', { ETANCHE_RECORDS_RP_ID: '' }],
    ['a boolean of another spelling', { ETANCHE_RECORDS_BEHIND_PROXY: 'yes' }],
  ])('with %s do not start', (_, change) => {
    expect(() => readRecordsConfig({ ...good, ...change })).toThrow(failure('configuration_invalid'));
  });

  test.each([
    ['IDLE_MINUTES', 'SESSION_MINUTES', { ETANCHE_RECORDS_IDLE_MINUTES: '1000' }],
    ['METRICS_HOST', 'METRICS_PORT', { ETANCHE_RECORDS_METRICS_PORT: '8180' }],
    ['ANONYMOUS_PER_NETWORK', 'ANONYMOUS_IN_ALL', { ETANCHE_RECORDS_ANONYMOUS_PER_NETWORK: '5000' }],
    ['MEMBER_MEBIBYTES', 'PRACTICE_MEBIBYTES', { ETANCHE_RECORDS_MEMBER_MEBIBYTES: '200000' }],
    ['ORIGINS', 'RP_ID', { ETANCHE_RECORDS_ORIGINS: 'https://other.example' }],
  ])('%s and %s are named in the message if they contradict each other', (one, other, change) => {
    const named = new RegExp(`ETANCHE_RECORDS_${one}.*ETANCHE_RECORDS_${other}`);
    expect(() => readRecordsConfig({ ...good, ...change })).toThrow(named);
  });

  test('of a laptop may use http on localhost', () => {
    const local = { ETANCHE_RECORDS_RP_ID: 'localhost', ETANCHE_RECORDS_ORIGINS: 'http://localhost:8180' };
    expect(readRecordsConfig({ ...good, ...local }).config.rpId).toBe('localhost');
  });
});
