import { parentPort, workerData } from 'node:worker_threads';
import { loadNativeGroup, systemToolchain } from '../../src/index.ts';

/** Multiplies the generator by one scalar again and again, while other threads do the same with others. */
const { directory, byte } = workerData as { readonly directory: string; readonly byte: number };
const { group } = loadNativeGroup(directory, systemToolchain.libraries);
const scalar = new Uint8Array(32);
scalar[0] = byte;
const products = Array.from({ length: 2000 }, () => Buffer.from(group.multiplyBase(scalar)).toString('hex'));
parentPort?.postMessage([...new Set(products)]);
