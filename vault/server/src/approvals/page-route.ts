import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { mediaTypes, pageHashesPath, type Federation, type PageHashes } from '@etanche/core-vault-protocol';
import { compareBytes, jwsTypes, signCompact, utf8 } from '@etanche/core-wire';
import { approvalsPage } from '@etanche/vault-approvals';
import type { SigningKey } from '../seeds/signing-key.ts';

/** The page may connect to all vaults of the federation, runs only its own files, and may not be framed. */
function policy({ vaults }: Federation): string {
  const origins = vaults.map(({ url }) => new URL(url).origin);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src ${[...new Set(["'self'", ...origins])].join(' ')}`,
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Serves `GET /approvals` and its files, all read when the vault starts, and a signed list of their hashes. */
export async function pageRoute(
  app: FastifyInstance,
  federation: Federation,
  { index, signingKey }: { readonly index: number; readonly signingKey: SigningKey },
): Promise<void> {
  const headers = {
    'content-security-policy': policy(federation),
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)',
    'x-frame-options': 'DENY',
  };
  const files: PageHashes['files'] = [];
  for (const { path, type, body } of await approvalsPage()) {
    files.push({ path, sha256: createHash('sha256').update(body).digest('base64url') });
    app.get(path, (_request, reply: FastifyReply) => reply.headers(headers).type(type).send(body));
  }
  const hashes: PageHashes = { index, files: files.sort((a, b) => compareBytes(utf8(a.path), utf8(b.path))) };
  const { key, publicKey } = signingKey;
  const signed = await signCompact(utf8(JSON.stringify(hashes)), jwsTypes.pageHashes, key, publicKey);
  app.get(pageHashesPath, (_request, reply: FastifyReply) => reply.type(mediaTypes.jws).send(signed));
}
