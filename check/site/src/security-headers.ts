import { isSecureUrl } from '@etanche/core-wire';
import { SiteError } from './site-error.ts';
import { trustedTypesPolicy } from '@etanche/check-page';

/** The origins of the vaults' URLs, each once, in order. */
export function vaultOrigins(vaultUrls: readonly string[]): string[] {
  const origins = vaultUrls.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !isSecureUrl(text)) {
      throw new SiteError('settings_invalid', 'a vault URL is neither https nor http on this machine');
    }
    return url.origin;
  });
  return [...new Set(origins)];
}

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

/** The policy of what is not a page: nothing loads and nothing frames it. The page's own would cost each file its bytes. */
export const fileSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Headers of every response. HSTS is added under TLS only. */
export function securityHeaders(policy: string): [name: string, value: string][] {
  return [
    ['Content-Security-Policy', policy],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Origin-Agent-Cluster', '?1'],
    ['Permissions-Policy', deniedFeatures.map((feature) => `${feature}=()`).join(', ')],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
  ];
}

export const strictTransportSecurity: [name: string, value: string] = [
  'Strict-Transport-Security',
  'max-age=63072000; includeSubDomains',
];

/** Features that such a page could abuse; a longer list would enlarge every response. */
const deniedFeatures = [
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'publickey-credentials-get',
  'usb',
];

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
