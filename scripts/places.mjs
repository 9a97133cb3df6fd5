import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const scripts = dirname(fileURLToPath(import.meta.url));
export const root = dirname(scripts);
/** Directory for fetched and unpacked files. Never committed; may be deleted at any time. */
export const runtime = join(root, '.runtime');
