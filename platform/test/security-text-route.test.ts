import { securityText, securityTextPath } from '@etanche/core-wire';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { addSecurityText } from '../src/index.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test('security.txt has the contact and an expiry in less than a year (RFC 9116)', async () => {
  const app = Fastify();
  addSecurityText(app, 'mailto:securite@vault.example', () => now);
  const answer = await app.inject(securityTextPath);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  const lines = answer.body.split('\n');
  expect(lines[0]).toBe('Contact: mailto:securite@vault.example');
  const expires = Date.parse((lines[1] ?? '').replace('Expires: ', ''));
  expect(expires).toBeGreaterThan(now);
  expect(expires).toBeLessThan(now + 365 * 86_400_000);
});

test('security.txt does not exist without a contact', async () => {
  const app = Fastify();
  addSecurityText(app, null, () => now);
  expect((await app.inject(securityTextPath)).statusCode).toBe(404);
});

test.each(['securite@vault.example', 'http://vault.example', 'https://vault.example\nExpires: never', ''])(
  'the security contact %j is rejected',
  (contact) => {
    expect(() => securityText(contact, now)).toThrow(RangeError);
  },
);
