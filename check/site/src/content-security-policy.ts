import { trustedTypesPolicy } from '@etanche/check-page';

/**
 * The page's Content Security Policy. `'wasm-unsafe-eval'` lets Argon2id's WebAssembly run; `blob:` lets the worker
 * start from bytes whose hash the page has verified, which a worker's URL does not support.
 */
export function contentSecurityPolicy(origins: readonly string[]): string {
  return [...metaDirectives(origins), "frame-ancestors 'none'"].join('; ');
}

/** The same policy for `<meta http-equiv>`, where `frame-ancestors` has no effect (CSP Level 3 section 3.3). */
export function metaContentSecurityPolicy(origins: readonly string[]): string {
  return metaDirectives(origins).join('; ');
}

function metaDirectives(origins: readonly string[]): string[] {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...origins].join(' ')}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypesPolicy}`,
  ];
}
