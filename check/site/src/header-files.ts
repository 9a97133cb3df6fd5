import {
  cacheControl,
  encodings,
  fileSecurityPolicy,
  securityHeaders,
  strictTransportSecurity,
} from '@etanche/ui-host';
import { contentSecurityPolicy } from './content-security-policy.ts';

/**
 * The `_headers` file for static CDNs (the format of Netlify and Cloudflare Pages): the same headers as our host,
 * assuming TLS.
 */
export function cdnHeaders(origins: readonly string[]): string {
  const everywhere = [...securityHeaders(contentSecurityPolicy(origins)), strictTransportSecurity].map(
    ([name, value]) => `  ${name}: ${value}`,
  );
  const immutable = `  Cache-Control: ${cacheControl.immutable}`;
  const short = `  Cache-Control: ${cacheControl.short}`;
  const shortPaths = ['/', '/*.html', '/*.json', '/comment-ca-marche/', '/how-it-works/', '/mentions/', '/legal/'];
  return [
    '/*',
    ...everywhere,
    ...shortPaths.flatMap((path) => [path, short]),
    '/assets/*',
    immutable,
    '/v:version/*',
    immutable,
    '',
  ].join('\n');
}

/**
 * A `server` body for nginx: include it in a server block that sets `root`, `listen` and the certificate. nginx drops
 * inherited `add_header` lines where a location has its own, so variables choose the caching and the policy.
 */
export function nginxHeaders(origins: readonly string[]): string {
  const everywhere = [...securityHeaders('$etanche_policy'), strictTransportSecurity].map(
    ([name, value]) => `add_header ${name} "${value}" always;`,
  );
  return [
    '# Include this in a server block that sets listen, server_name, the certificate and root (this folder).',
    '# Behind a load balancer add its own lines for the log: by default no data of visitors is logged.',
    'access_log off;',
    'server_tokens off;',
    'etag on;',
    'index index.html;',
    'autoindex off;',
    'charset utf-8;',
    'charset_types text/css text/javascript application/json;',
    '# Pre-compressed files: gzip_static is in every nginx build of the distributions, brotli_static in its module.',
    `gzip_static on;`,
    'gzip off;',
    'types { text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; application/octet-stream bin; }',
    'set $etanche_cache "' + cacheControl.short + '";',
    'if ($uri ~ "^/(assets/|v[0-9]+/b/)") { set $etanche_cache "' + cacheControl.immutable + '"; }',
    `set $etanche_policy "${contentSecurityPolicy(origins)}";`,
    `if ($uri ~ "^/(assets/|v[0-9]+/b/|[a-z-]+\\.json$)") { set $etanche_policy "${fileSecurityPolicy}"; }`,
    ...everywhere,
    // Without `always`, so that a missing file is not cached.
    'add_header Cache-Control $etanche_cache;',
    'add_header Vary Accept-Encoding always;',
    'if ($request_method !~ "^(GET|HEAD)$") { return 405; }',
    '# Only the files of the page, the manifest and the buckets.',
    'location / { return 404; }',
    'location = / { try_files /index.html =404; }',
    'location = /manifest.json { gzip on; gzip_types application/json; try_files /manifest.json =404; }',
    'location ~ "^/(index\\.html|trust\\.json|page-hashes\\.json)$" { try_files $uri =404; }',
    'location ~ "^/(comment-ca-marche|how-it-works|mentions|legal)/(index\\.html)?$" { }',
    'location ~ "^/(comment-ca-marche|how-it-works|mentions|legal)$" { return 308 $uri/; }',
    `location ~ "^/assets/[A-Za-z0-9._-]+\\.(js|css|svg)$" { try_files $uri =404; }`,
    'location ~ "^/v[0-9]+/b/[0-9a-f]+\\.bin$" { try_files $uri =404; }',
    '',
  ].join('\n');
}

/** Names of the files that configure a host and are never served. */
export const headerFileNames = { nginx: 'headers.nginx.conf', cdn: '_headers' } as const;

/** File name extensions of compressed copies. */
export const compressedExtensions = encodings.map(({ extension }) => extension);
