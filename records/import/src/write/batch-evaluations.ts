import { type PracticePurpose } from '@etanche/core-vault-protocol';
import { limits, type Bytes } from '@etanche/core-wire';
import type { Evaluate } from '@etanche/records-client';

type WaitingCall = {
  readonly inputs: readonly Bytes[];
  readonly resolve: (outputs: Bytes[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Combines the evaluations of several patients into requests of up to 256 elements. Each request costs a vault one
 * proof and one network round trip.
 *
 * @param gather waits for more evaluations before an incomplete request is sent
 */
export function batchEvaluations(evaluate: Evaluate, gather: () => Promise<void>): Evaluate {
  const queues = new Map<PracticePurpose, WaitingCall[]>();

  const flush = async (purpose: PracticePurpose): Promise<void> => {
    const queue = queues.get(purpose) ?? [];
    queues.set(purpose, []);
    const inputs = queue.flatMap((call) => call.inputs);
    if (inputs.length === 0) return;
    try {
      const outputs = await evaluate(purpose, inputs);
      let at = 0;
      for (const call of queue) call.resolve(outputs.slice(at, (at += call.inputs.length)));
    } catch (error) {
      for (const call of queue) call.reject(error);
    }
  };

  return (purpose, inputs) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(purpose) ?? [];
      const queued = queue.reduce((sum, call) => sum + call.inputs.length, 0);
      if (queued + inputs.length > limits.elementsPerImport) void flush(purpose);
      const open = queues.get(purpose) ?? [];
      open.push({ inputs, resolve, reject });
      queues.set(purpose, open);
      if (open.length === 1) gather().then(() => flush(purpose), reject);
    });
}
