import { isSecureUrl } from '@etanche/core-wire';
import { HostError } from './host-error.ts';

/**
 * The origins of URLs, each once, in order.
 *
 * @param what of the URLs, for the error
 * @throws HostError `settings_invalid`
 */
export function secureOrigins(urls: readonly string[], what: string): string[] {
  const origins = urls.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !isSecureUrl(text)) {
      throw new HostError('settings_invalid', `${what} is neither https nor http on this machine`);
    }
    return url.origin;
  });
  return [...new Set(origins)];
}

/**
 * The policy of what is not a page: nothing loads and nothing frames it. The page's own would cost each file its bytes.
 */
export const fileSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

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

/**
 * Headers of every response. HSTS is added under TLS only.
 *
 * @param allowed features that the page uses
 */
export function securityHeaders(policy: string, allowed: readonly string[] = []): [name: string, value: string][] {
  const features = deniedFeatures.map((feature) => `${feature}=(${allowed.includes(feature) ? 'self' : ''})`);
  return [
    ['Content-Security-Policy', policy],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Origin-Agent-Cluster', '?1'],
    ['Permissions-Policy', features.join(', ')],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
  ];
}

export const strictTransportSecurity: [name: string, value: string] = [
  'Strict-Transport-Security',
  'max-age=63072000; includeSubDomains',
];
