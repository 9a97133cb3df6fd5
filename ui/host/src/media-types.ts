/** Cache-Control values: indefinitely for a file whose name changes with its content, else one minute. */
export const cacheControl = {
  immutable: 'public, max-age=31536000, immutable',
  short: 'public, max-age=60, must-revalidate',
} as const;

/** The media type of a hosted file, by its extension. */
export function mediaTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const types: Readonly<Record<string, string>> = {
    html: 'text/html; charset=utf-8',
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    json: 'application/json',
    svg: 'image/svg+xml',
    txt: 'text/plain; charset=utf-8',
    woff2: 'font/woff2',
    bin: 'application/octet-stream',
  };
  return types[extension] ?? 'application/octet-stream';
}
