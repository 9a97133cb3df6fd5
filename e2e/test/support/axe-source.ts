import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** axe as one script, for a page that has none: less than half as long as the package's `source`. */
export const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
