/** Cache-Control values: indefinitely for a file whose name changes with its content, else one minute. */
export const cacheControl = {
  immutable: 'public, max-age=31536000, immutable',
  short: 'public, max-age=60, must-revalidate',
} as const;

/** Path of a bucket file inside the site: the version, then the bucket in lower-case hexadecimal. */
export const bucketPath = /^v[1-9][0-9]{0,6}\/b\/[0-9a-f]{1,6}\.bin$/;

export const manifestPath = 'manifest.json';

export function cacheControlOf(path: string): string {
  return path.startsWith('assets/') || bucketPath.test(path) ? cacheControl.immutable : cacheControl.short;
}

/** The media type of a file of the site, by its extension. */
export function mediaTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const types: Readonly<Record<string, string>> = {
    html: 'text/html; charset=utf-8',
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    json: 'application/json',
    svg: 'image/svg+xml',
    txt: 'text/plain; charset=utf-8',
    bin: 'application/octet-stream',
  };
  return types[extension] ?? 'application/octet-stream';
}
