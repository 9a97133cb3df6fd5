import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';

const program = await chromium.executablePath();
// The package only unpacks its libraries itself on a certain cloud.
const bin = join(dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))), 'bin');
await inflate(join(bin, 'al2023.tar.br'));
if (!existsSync(program)) throw new Error(`${program} is missing`);
