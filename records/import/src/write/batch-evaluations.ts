import { type PracticePurpose } from '@etanche/core-vault-protocol';
import { limits, type Bytes } from '@etanche/core-wire';
import type { Evaluate } from '@etanche/records-client';

type Waiting = {
  readonly inputs: readonly Bytes[];
  readonly resolve: (outputs: Bytes[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Puts the questions of several patients into one: a request of 256 elements costs a vault one proof, and the network one
 * journey.
 *
 * @param gather waits for more questions before a request that is not full is sent
 */
export function batchEvaluations(evaluate: Evaluate, gather: () => Promise<void>): Evaluate {
  const queues = new Map<PracticePurpose, Waiting[]>();

  const flush = async (purpose: PracticePurpose): Promise<void> => {
    const queue = queues.get(purpose) ?? [];
    queues.set(purpose, []);
    const inputs = queue.flatMap((waiting) => waiting.inputs);
    if (inputs.length === 0) return;
    try {
      const outputs = await evaluate(purpose, inputs);
      let at = 0;
      for (const waiting of queue) waiting.resolve(outputs.slice(at, (at += waiting.inputs.length)));
    } catch (error) {
      for (const waiting of queue) waiting.reject(error);
    }
  };

  return (purpose, inputs) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(purpose) ?? [];
      const held = queue.reduce((sum, waiting) => sum + waiting.inputs.length, 0);
      if (held + inputs.length > limits.elementsPerImport) void flush(purpose);
      const open = queues.get(purpose) ?? [];
      open.push({ inputs, resolve, reject });
      queues.set(purpose, open);
      if (open.length === 1) gather().then(() => flush(purpose), reject);
    });
}
