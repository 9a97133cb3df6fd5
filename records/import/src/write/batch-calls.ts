type WaitingCall<Input, Output> = {
  readonly inputs: readonly Input[];
  readonly resolve: (outputs: Output[]) => void;
  readonly reject: (error: unknown) => void;
};

export type Batching<Input> = {
  /** Maximum number of inputs of one request. */
  readonly most: number;
  /** Weight of an input and maximum weight of one request; absent if inputs are only counted. */
  readonly weight?: { readonly of: (input: Input) => number; readonly most: number };
  /** Maximum number of unanswered requests. Further calls wait for an answer, and fill the next request meanwhile. */
  readonly atOnce: number;
  /** Waits for more calls before a request is sent. */
  readonly gather: () => Promise<void>;
};

/**
 * Combines calls of several patients into one request.
 *
 * @param ask returns an output for each input, in order; its failure is that of all calls of the request
 */
export function batchCalls<Input, Output>(
  ask: (inputs: readonly Input[]) => Promise<readonly Output[]>,
  { most, weight, atOnce, gather }: Batching<Input>,
): (inputs: readonly Input[]) => Promise<Output[]> {
  let waiting: WaitingCall<Input, Output>[] = [];
  let isGathering = false;
  let unanswered = 0;

  const weigh = ({ inputs }: WaitingCall<Input, Output>): number =>
    weight === undefined ? 0 : inputs.reduce((sum, input) => sum + weight.of(input), 0);

  /** Takes the calls of one request: at least one, which may have too many inputs for any request. */
  const take = (): WaitingCall<Input, Output>[] => {
    let [calls, inputs, weights] = [0, 0, 0];
    for (const call of waiting) {
      inputs += call.inputs.length;
      weights += weigh(call);
      if (calls > 0 && (inputs > most || weights > (weight?.most ?? weights))) break;
      calls += 1;
    }
    const taken = waiting.slice(0, calls);
    waiting = waiting.slice(calls);
    return taken;
  };

  const send = async (calls: readonly WaitingCall<Input, Output>[]): Promise<void> => {
    unanswered += 1;
    try {
      const outputs = await ask(calls.flatMap(({ inputs }) => inputs));
      let at = 0;
      for (const { inputs, resolve } of calls) resolve(outputs.slice(at, (at += inputs.length)));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    } finally {
      unanswered -= 1;
      start();
    }
  };

  const start = (): void => {
    if (isGathering || unanswered >= atOnce || waiting.length === 0) return;
    isGathering = true;
    gather().then(
      () => {
        isGathering = false;
        while (unanswered < atOnce && waiting.length > 0) void send(take());
      },
      (error: unknown) => {
        isGathering = false;
        const refused = waiting;
        waiting = [];
        for (const { reject } of refused) reject(error);
      },
    );
  };

  return (inputs) =>
    new Promise((resolve, reject) => {
      if (inputs.length === 0) {
        resolve([]);
        return;
      }
      waiting.push({ inputs, resolve, reject });
      start();
    });
}
