import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  compareBytes,
  jwsTypes,
  mediaTypes,
  pageHashesPath,
  signCompact,
  utf8,
  type Federation,
  type PageHashes,
} from '@etanche/core-protocol';
import type { SigningKey } from '../signing-key.ts';
import { pageModules, typedSources, type PageModule } from './page-modules.ts';
import { stripTypes } from './strip-types.ts';

const folder = new URL('../../page/', import.meta.url);
const script = 'text/javascript; charset=utf-8';

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
  const serve = (path: string, type: string, body: string): void => {
    files.push({ path, sha256: createHash('sha256').update(body).digest('base64url') });
    app.get(path, (_request, reply: FastifyReply) => reply.headers(headers).type(type).send(body));
  };
  serve('/approvals', 'text/html; charset=utf-8', readFileSync(new URL('approvals.html', folder), 'utf8'));
  serve('/approvals/page/style.css', 'text/css; charset=utf-8', readFileSync(new URL('style.css', folder), 'utf8'));
  serve('/approvals/page/icon.svg', 'image/svg+xml', readFileSync(new URL('icon.svg', folder), 'utf8'));
  for (const { path, source } of await strippedModules()) serve(path, script, source);
  const hashes: PageHashes = { index, files: files.sort((a, b) => compareBytes(utf8(a.path), utf8(b.path))) };
  const { key, publicKey } = signingKey;
  const signed = await signCompact(utf8(JSON.stringify(hashes)), jwsTypes.pageHashes, key, publicKey);
  app.get(pageHashesPath, (_request, reply: FastifyReply) => reply.type(mediaTypes.jws).send(signed));
}

let stripped: Promise<PageModule[]> | undefined;

/** Computed once for all vaults of a process. */
function strippedModules(): Promise<PageModule[]> {
  stripped ??= stripModules();
  return stripped;
}

/** Types are stripped first: a module that is imported only for a type is not a module of the page. */
async function stripModules(): Promise<PageModule[]> {
  const files = typedSources();
  const scripts = await stripTypes(files.map((file) => readFileSync(file, 'utf8')));
  const untyped = new Map(files.map((file, i) => [file, scripts[i] ?? '']));
  return pageModules((file) => untyped.get(file) ?? readFileSync(file, 'utf8'));
}
