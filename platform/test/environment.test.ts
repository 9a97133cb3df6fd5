import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readEnvironment, Secret, setting } from '../src/index.ts';

describe('readEnvironment', () => {
  const schema = {
    PORT: setting.withDefault(setting.port(), 8080),
    HOPS: setting.integer({ minimum: 0, maximum: 8 }),
    QUIET: setting.boolean(),
    DATABASE_URL: setting.secret(setting.url({ protocols: ['postgres:', 'postgresql:'] })),
    DATA: setting.path(),
    ORIGINS: setting.list(setting.url({ protocols: ['https:'] })),
    LEVEL: setting.optional(setting.string({ oneOf: ['info', 'warn'] })),
  };
  const valid = {
    HOPS: '2',
    QUIET: 'false',
    DATABASE_URL: 'postgres://u:hunter2@host/db',
    DATA: '/var/lib/vault',
    ORIGINS: 'https://a.example, https://b.example',
  };

  test('readEnvironment returns typed values, defaults and absent optionals', () => {
    const environment = readEnvironment(schema, { source: valid });
    expect(environment.PORT).toBe(8080);
    expect(environment.HOPS).toBe(2);
    expect(environment.QUIET).toBe(false);
    expect(environment.DATABASE_URL.reveal().hostname).toBe('host');
    expect(environment.ORIGINS.map((origin) => origin.host)).toEqual(['a.example', 'b.example']);
    expect(environment.LEVEL).toBeUndefined();
  });

  test('a relative path is made absolute', () => {
    expect(readEnvironment({ DATA: setting.path() }, { source: { DATA: 'x' } }).DATA).toBe(`${process.cwd()}/x`);
  });

  test('the error lists every problem by name and rule, never by value', () => {
    const source = {
      PORT: '70000',
      QUIET: 'yes',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      DATA: '',
      ORIGINS: 'https://a,ftp://secret.example',
      LEVEL: 'LOUD',
    };
    const read = () => readEnvironment(schema, { source });
    expect(read).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
    const message = thrownMessage(read);
    expect(message).toContain('PORT must be a whole number from 0 to 65535');
    expect(message).toContain('HOPS is required');
    expect(message).toContain('QUIET must be exactly true or false');
    expect(message).toContain('DATABASE_URL must start with postgres:// or postgresql://');
    expect(message).toContain('DATA is set but empty');
    expect(message).toContain('ORIGINS item 2 must start with https://');
    expect(message).toContain('LEVEL must be one of info, warn');
    for (const value of ['70000', 'yes', 'hunter2', 'secret.example', 'LOUD']) expect(message).not.toContain(value);
  });

  test.each(['TRUE', 'True', '1', '0', 'yes', 'on', ' true', 'false '])('%j is rejected as a boolean', (text) => {
    const read = () => readEnvironment({ QUIET: setting.boolean() }, { source: { QUIET: text } });
    expect(read).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });

  test.each(['1e3', '0x10', ' 5', '5 ', '+5', '05', '5.0', '', '9007199254740993', 'NaN'])(
    '%j is rejected as a whole number',
    (text) => {
      const count = setting.integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
      expect(() => readEnvironment({ COUNT: count }, { source: { COUNT: text } })).toThrow('COUNT');
    },
  );

  test('a misspelt name with the prefix is rejected, and other names are ignored', () => {
    const small = { VAULT_PORT: setting.withDefault(setting.port(), 1) };
    const read = (source: Record<string, string>) => readEnvironment(small, { prefix: 'VAULT_', source });
    expect(() => read({ VAULT_PROT: '2' })).toThrow('VAULT_PROT is not a setting of this program');
    expect(read({ PATH: '/bin' })).toEqual({ VAULT_PORT: 1 });
  });
});

describe('Secret', () => {
  const secret = new Secret('hunter2');

  test('reveal returns the value of a secret', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  test.each([
    ['JSON', () => JSON.stringify({ nested: [secret] })],
    ['inspect', () => inspect({ nested: [secret] }, { showHidden: true, depth: 9 })],
    ['concatenation', () => 'x' + (secret as unknown as string)],
    ['String()', () => String(secret)],
    ['structuredClone', () => JSON.stringify(structuredClone(secret))],
    ['its entries', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ['an error', () => new Error(`refused ${secret as unknown as string}`, { cause: secret }).stack ?? ''],
  ])('a secret does not leak through %s', (_name, show) => {
    const shown = show();
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).not.toContain('hunter2');
  });
});

function thrownMessage(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return '';
}
