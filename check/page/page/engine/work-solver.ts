import { createSHA256 } from 'hash-wasm';
import { solveWork } from '@etanche/core-vault-protocol';
import type { WorkSolver } from '@etanche/vault-client';
import type { Step } from '../messages.ts';

/** 2²² hashes take about a minute on a phone of 2019; above that, *could not check* is the better answer. */
const mostBits = 22;

/** Computes the proof of work that a vault near its ceiling requires, in WebAssembly. */
export function createWorkSolver(onStep: (step: Step) => void): WorkSolver {
  return {
    maxBits: mostBits,
    async solve(request, challenge, bits) {
      onStep('work');
      const hasher = await createSHA256();
      const nonce = solveWork(request, challenge, bits, (message) => hasher.init().update(message).digest('binary'));
      onStep('ask');
      return nonce;
    },
  };
}
