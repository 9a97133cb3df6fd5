import { describe, expect, test } from 'vitest';
import { approverCardSchema, federationSchema, keySetSchema } from '@etanche/core-vault-protocol';
import { isSecureUrl, findMismatch } from '@etanche/core-wire';

const accepted = [
  'https://vault.example',
  'https://vault.example:8443/path?x=1#y',
  'https://192.0.2.1/',
  'https://[2001:db8::1]:443',
  'http://localhost',
  'http://localhost:8080/vault',
  'http://127.0.0.1:1',
  'http://127.255.3.4/',
  'http://[::1]:8080/',
];
const refused = [
  'http://vault.example',
  'http://192.0.2.1:8080',
  'http://[2001:db8::1]/',
  'http://localhost.vault.example',
  'http://127.0.0.1.vault.example/',
  'http://127.0.0.1@vault.example/',
  'http://localhost:80@vault.example/',
  'http://localhost#@vault.example'.replace('#', '\\'),
  'http://128.0.0.1',
  'http://0.0.0.0',
  'HTTP://localhost',
  'https://user:secret@vault.example',
  'https://',
  'https:///vault.example',
  'ftp://vault.example',
  'ws://localhost',
  'vault.example',
  ' https://vault.example',
  'https://vault.example\n',
  `https://vault.example/${'x'.repeat(512)}`,
];
const key = 'A'.repeat(43);

describe('the URL of a server of ours', () => {
  test.each(accepted)('the server URL %s is accepted', (url) => {
    expect(isSecureUrl(url)).toBe(true);
    expect(URL.canParse(url)).toBe(true);
    const { protocol, hostname } = new URL(url);
    expect(protocol === 'https:' || ['localhost', '[::1]'].includes(hostname) || hostname.startsWith('127.')).toBe(
      true,
    );
  });

  test.each(refused)('the server URL %j is rejected, also in a federation and in a key set', (url) => {
    expect(isSecureUrl(url)).toBe(false);
    const federation = { threshold: 1, vaults: [{ index: 1, url, signingKey: key }] };
    expect(findMismatch(federationSchema, federation)).toBe('$.vaults[0].url');
    const shares = [{ index: 1, publicKey: key, url }];
    const keySet = { id: 'check/a.1', suite: 'ristretto255-SHA512', threshold: 1, publicKey: key, shares };
    expect(findMismatch(keySetSchema, keySet)).toBe('$.shares[0].url');
  });

  test.each([
    ['https://vault.example', null],
    ['http://localhost:8181', null],
    ['http://vault.example', '$.origin'],
    ['http://localhost.vault.example', '$.origin'],
    ['https://vault.example/path', '$.origin'],
  ])('the origin %s of a card has the mismatch %s', (origin, path) => {
    const card = {
      ...{ approver: 'a'.repeat(26), name: 'Ada', index: 1, rpId: 'vault.example', origin },
      ...{ credential: 'A'.repeat(16), publicKey: 'A'.repeat(40), backupEligible: false },
    };
    expect(findMismatch(approverCardSchema, card)).toBe(path);
  });
});
