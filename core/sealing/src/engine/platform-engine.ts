import { nodeModules } from '@etanche/core-wire';
import type { SealingEngine } from './engine.ts';
import { createNodeEngine } from './node-engine.ts';
import { webEngine } from './web-engine.ts';

const node = nodeModules();

/** The engine of this program: Node's, or WebCrypto's in a page. */
export const engine: SealingEngine = node === null ? webEngine : createNodeEngine(node);
