import { describe, expect, test } from 'vitest';
import { createLogger, errorFields, PlatformError, Secret } from '../src/index.ts';

const NIR = '185057800608436';
const ELEMENT = 'qj8v0qvJ0c2E1m3hYvR2m2mXlG0y0w6u1mWJ7yQ0d3M';

function recorder() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'vault', level: 'debug', now: () => 1_000, destination });
  return { lines, logger };
}

describe('createLogger', () => {
  test('a log line is a JSON object with time, level, service, event and allowed fields', () => {
    const { lines, logger } = recorder();
    logger.info('vault_started', { port: 8101, vault: 2, keySet: 'check/demo' });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        time: '1970-01-01T00:00:01.000Z',
        service: 'vault',
        port: 8101,
        vault: 2,
        keySet: 'check/demo',
        event: 'vault_started',
      },
    ]);
  });

  test.each([
    ['an address', '203.0.113.9', { address: '203.0.113.9', ip: '203.0.113.9', remoteAddress: '203.0.113.9' }],
    ['an element', ELEMENT, { element: ELEMENT, elements: [ELEMENT] }],
    ['a header', 'Bearer hunter2', { headers: { authorization: 'Bearer hunter2' }, authorization: 'Bearer hunter2' }],
    ['a URL with a query', NIR, { url: `/v1/x?nir=${NIR}`, path: `/v1/x?nir=${NIR}` }],
    ['an identifier', NIR, { nir: NIR, term: NIR, message: NIR, msg: NIR }],
    ['a request', 'hunter2', { req: { headers: { cookie: 'hunter2' } }, err: new Error('hunter2') }],
    ['a wrong value under an allowed name: code', NIR, { code: NIR }],
    ['a wrong value under an allowed name: route', NIR, { route: `/v1/people?nir=${NIR}` }],
    ['a wrong value under an allowed name: count', NIR, { count: NIR }],
    ['a wrong value under an allowed name: requestId', ELEMENT, { requestId: ELEMENT }],
    ['a wrong value under an allowed name: keySet', NIR, { keySet: { toJSON: () => NIR } }],
    ['a secret', 'hunter2', { count: new Secret('hunter2') }],
    ['a name of the prototype', 'hunter2', { constructor: 'hunter2', toString: 'hunter2' }],
  ])('the logger does not write %s', (_name, value, fields) => {
    const { lines, logger } = recorder();
    logger.error('request_failed', fields);
    expect(lines).toHaveLength(1);
    expect(lines.join('')).toContain('request_failed');
    expect(lines.join('')).not.toContain(value);
  });

  test('the logger does not write an event that is a sentence', () => {
    const { lines, logger } = recorder();
    logger.info(`evaluated for 203.0.113.9`);
    logger.info(`nir ${NIR}`);
    expect(lines.join('')).not.toContain('203.0.113.9');
    expect(lines.join('')).not.toContain(NIR);
    expect(lines.join('')).toContain('event_unnamed');
  });

  test('an error is logged with class, code and source, without its message', () => {
    const { lines, logger } = recorder();
    logger.error(
      'request_failed',
      errorFields(new PlatformError('schema_newer', `hunter2\n at hunter2 is not a place`)),
    );
    const line = JSON.parse(lines.join('')) as { errorName: string; code: string; frames: string[] };
    expect(line).toMatchObject({ errorName: 'PlatformError', code: 'schema_newer' });
    expect(line.frames[0]).toContain('logging.test.ts');
    expect(lines.join('')).not.toContain('hunter2');
  });

  test('names the cause of a failure outside of the program, from a closed list', () => {
    const { lines, logger } = recorder();
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    const full = Object.assign(new Error('x'), { code: 'ENOSPC' });
    const certificate = new TypeError('fetch failed', {
      cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }),
    });
    for (const error of [
      refused,
      new AggregateError([refused]),
      new PlatformError('schema_newer', 'x', { cause: full }),
      certificate,
    ]) {
      logger.error('store_unavailable', errorFields(error));
    }
    logger.error('store_unavailable', errorFields(new Error('x')));
    logger.error('store_unavailable', { cause: 'anything else' });
    const causes = lines.map((line) => (JSON.parse(line) as { cause?: string }).cause);
    expect(causes).toEqual([
      'connection_refused',
      'connection_refused',
      'disk_full',
      'certificate_expired',
      undefined,
      undefined,
    ]);
    expect(lines.join('')).not.toContain('10.0.0.7');
  });

  test('writes nothing below its level', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ service: 'vault', level: 'warn', now: () => 0, destination });
    logger.info('vault_started');
    logger.warn('vault_slow');
    expect(lines).toHaveLength(1);
  });
});
