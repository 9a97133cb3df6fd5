import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, networkPrefixes } from '@etanche/platform';
import { NetworkQuota } from '../src/http/network-quota.ts';
import { random } from './support/caller.ts';

const day = 86_400_000;
const midnight = Date.parse('2026-11-22T00:00:00Z');
const limits = { perDay: 1500, burst: 750, networks: 1000 };

const make = (change: Partial<typeof limits> = {}, now = midnight) =>
  new NetworkQuota({ ...limits, ...change }, random, now);

function hex(address: string): string | null {
  const narrowest = networkPrefixes(address)?.[0];
  return narrowest === undefined ? null : Buffer.from(narrowest).toString('hex');
}

describe('network of an address', () => {
  test.for([
    ['192.0.2.77', '04c00002'],
    ['::ffff:192.0.2.200', '04c00002'],
    ['::FFFF:c000:02c8', '04c00002'],
    ['2001:db8:1:2300::1', '0620010db8000123'],
    ['2001:db8:1:23ff:ffff:ffff:ffff:ffff', '0620010db8000123'],
    ['2001:db8:1:2400::1', '0620010db8000124'],
    ['::1', '0600000000000000'],
    ['fe80::1%eth0', '06fe800000000000'],
    ['1:2:3:4:5:6:7:8', '0600010002000300'],
  ] as const)('reads the network of %s', ([address, prefix]) => {
    expect(hex(address)).toBe(prefix);
  });

  test.for(['', 'localhost', '192.0.2', '192.0.2.256', '1:2:3', '2001:db8::1::2', '192.0.2.1, 10.0.0.1'])(
    'finds no network in %j',
    (text) => {
      expect(networkPrefixes(text)).toBeNull();
    },
  );
});

test('an IPv6 address counts for its /56, /48 and /40, an IPv4 address for its /24 only', () => {
  const all = (address: string) => networkPrefixes(address)?.map((prefix) => Buffer.from(prefix).toString('hex'));
  expect(all('2001:db8:1:2300::1')).toEqual(['0620010db8000123', '0620010db80001', '0620010db800']);
  expect(all('192.0.2.1')).toEqual(['04c00002']);
});

describe('address of a caller', () => {
  test.for<[string, string | string[] | undefined, number, string | null]>([
    ['without a proxy is that of the socket', '203.0.113.9', 0, '192.0.2.1'],
    ['behind one proxy is the one it appended', '198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
    ['behind two proxies is the one the outer proxy appended', '6.6.6.6, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
    ['in several headers is counted from the right', ['6.6.6.6', '203.0.113.9'], 1, '203.0.113.9'],
    ['may include a port', '203.0.113.9:4711', 1, '203.0.113.9'],
    ['may include a port and brackets', '[2001:db8::1]:4711', 1, '2001:db8::1'],
    ['is unknown if no proxy appended one', undefined, 1, null],
    ['is unknown if too few proxies appended one', '203.0.113.9', 2, null],
    ['is unknown if the appended address is empty', ' , ', 1, null],
  ])('the address of a caller %s', ([, header, hops, expected]) => {
    expect(clientAddress('192.0.2.1', header, hops)).toBe(expected);
  });
});

describe('quota of a network', () => {
  test('a network has its burst at once, and its daily quota in a day', () => {
    const quota = make();
    expect(quota.claim('192.0.2.1', 'check', 750, midnight)).toEqual({ granted: true });
    expect(quota.claim('192.0.2.254', 'check', 1, midnight).granted).toBe(false);
    expect(quota.claim('192.0.3.1', 'check', 750, midnight).granted).toBe(true);
  });

  test('a network gets at most its daily quota in any rolling day, across midnight', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: day / 3 }), units: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: day }),
        fc.array(step, { minLength: 1, maxLength: 60 }),
        (offset, steps) => {
          const quota = make({ perDay: 60, burst: 30 }, midnight + offset);
          const granted: { at: number; units: number }[] = [];
          let now = midnight + offset;
          for (const { wait, units } of steps) {
            now += wait;
            if (quota.claim('192.0.2.1', 'check', units, now).granted) granted.push({ at: now, units });
            const within = granted.filter(({ at }) => at > now - day).reduce((sum, each) => sum + each.units, 0);
            expect(within).toBeLessThanOrEqual(60);
          }
        },
      ),
    );
  });

  test('one or two midnights do not double the quota of a network', () => {
    const quota = make();
    const evening = midnight + day - 1;
    expect(quota.claim('192.0.2.1', 'check', 750, evening).granted).toBe(true);
    expect(quota.claim('192.0.2.1', 'check', 10, midnight + day).granted).toBe(false);
    expect(quota.claim('192.0.2.1', 'check', 370, midnight + 1.5 * day).granted).toBe(true);
    expect(quota.claim('192.0.2.1', 'check', 400, midnight + 2 * day).granted).toBe(false);
  });

  test('a refusal gives the time after which a retry succeeds', () => {
    const quota = make();
    quota.claim('192.0.2.1', 'check', 750, midnight);
    const answer = quota.claim('192.0.2.1', 'check', 10, midnight);
    expect(answer).toEqual({ granted: false, retryMs: expect.closeTo((10 * day) / 750, 0) as number });
    expect(quota.claim('192.0.2.1', 'check', 10, midnight + (10 * day) / 750).granted).toBe(true);
  });

  test('units refused by a later step are returned', () => {
    const quota = make();
    quota.claim('192.0.2.1', 'check', 750, midnight);
    quota.refund('192.0.2.1', 'check', 20, midnight);
    expect(quota.claim('192.0.2.1', 'check', 20, midnight).granted).toBe(true);
    expect(quota.claim('192.0.2.1', 'check', 1, midnight).granted).toBe(false);
    quota.refund('198.51.100.1', 'check', 20, midnight);
    expect(quota.claim('198.51.100.1', 'check', 751, midnight).granted).toBe(false);
  });

  test('a /48 has 8 times and a /40 has 64 times the units of a network, however many networks they contain', () => {
    const units = (address: (network: number) => string): number => {
      const quota = make({ networks: 100_000 });
      let granted = 0;
      for (let network = 0; network < 1024; network++)
        for (let claim = 0; claim < 30; claim++)
          if (quota.claim(address(network), 'check', 25, midnight).granted) granted += 25;
      return granted;
    };
    const inSite = units((network) => `2001:db8:1:${(network % 256).toString(16)}00::1`);
    const inProvider = units(
      (network) => `2001:db8:${(network % 256).toString(16)}:${(network >> 8).toString(16)}00::1`,
    );
    expect(inSite).toBe(8 * 750);
    expect(inProvider).toBe(64 * 750);
  });

  test('a network keeps its own units when a neighbour in the same /48 has used its units up', () => {
    const quota = make();
    expect(quota.claim('2001:db8:1:100::1', 'check', 750, midnight).granted).toBe(true);
    for (let i = 0; i < 100; i++) expect(quota.claim('2001:db8:1:100::1', 'check', 1, midnight).granted).toBe(false);
    expect(quota.claim('2001:db8:1:200::1', 'check', 750, midnight).granted).toBe(true);
    quota.refund('2001:db8:1:200::1', 'check', 750, midnight);
    expect(quota.claim('2001:db8:1:200::1', 'check', 750, midnight).granted).toBe(true);
  });

  test('each purpose has its own quota', () => {
    const quota = make();
    quota.claim('192.0.2.1', 'check', 750, midnight);
    expect(quota.claim('192.0.2.1', 'check-code', 750, midnight).granted).toBe(true);
  });

  test('an invalid address has no units', () => {
    expect(make().claim('unknown', 'check', 1, midnight).granted).toBe(false);
  });

  test('setting the clock back returns no units', () => {
    const quota = make({}, midnight + day);
    quota.claim('192.0.2.1', 'check', 750, midnight + day);
    expect(quota.claim('192.0.2.1', 'check', 1, midnight).granted).toBe(false);
    expect(quota.claim('192.0.2.1', 'check', 1, midnight + day).granted).toBe(false);
  });
});

describe('full table of networks', () => {
  const address = (i: number) => `10.${i >> 8}.${i & 255}.1`;

  test('a full table evicts the fullest of its oldest buckets, never grows, and still refuses the heaviest network', () => {
    const quota = make({ networks: 1000 });
    quota.claim('192.0.2.1', 'check', 750, midnight);
    for (let i = 0; i < 5000; i++) {
      expect(quota.claim(address(i), 'check', 1, midnight + i).granted).toBe(true);
      expect(quota.size).toBeLessThanOrEqual(1000);
    }
    expect(quota.claim('192.0.2.1', 'check', 1, midnight + 5000).granted).toBe(false);
  });

  test('the table is empty two days later', () => {
    const quota = make();
    for (let i = 0; i < 100; i++) quota.claim(address(i), 'check', 1, midnight);
    quota.claim('192.0.2.1', 'check', 1, midnight + day);
    quota.claim('192.0.2.1', 'check', 1, midnight + 2 * day);
    expect(quota.size).toBe(1);
  });
});
