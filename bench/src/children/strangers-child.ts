import { Agent, request } from 'node:http';
import { serveParent } from './serve-parent.ts';

/** One request, sent repeatedly. */
export type StrangersRequest = { readonly url: string; readonly mediaType: string; readonly body: string };
export type StrangersQuestion =
  | {
      readonly ask: 'begin';
      readonly clients: number;
      /** Number of networks to send from. */
      readonly networks: number;
      readonly requests: readonly StrangersRequest[];
    }
  | { readonly ask: 'end' };
/** The number of answers by status, and the duration in seconds. */
export type StrangersAnswer = { readonly statuses: Readonly<Record<string, number>>; readonly seconds: number };

let stop = new AbortController();
let running: Promise<unknown> = Promise.resolve();
let statuses: Record<string, number> = {};
let from = 0;

// Anonymous clients in a process of their own, each in another network: every address of 127.0.0.0/8 belongs to this
// machine.
serveParent(async (question: StrangersQuestion): Promise<StrangersAnswer> => {
  if (question.ask === 'begin') {
    stop = new AbortController();
    statuses = {};
    from = performance.now();
    running = Promise.all(
      Array.from({ length: question.clients }, (_, i) =>
        flood(i % question.networks, question.requests[i % question.requests.length]),
      ),
    );
    return { statuses, seconds: 0 };
  }
  stop.abort();
  await running;
  return { statuses, seconds: (performance.now() - from) / 1000 };
});

async function flood(network: number, what: StrangersRequest | undefined): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const localAddress = `127.1.${network}.1`;
  while (!stop.signal.aborted && what !== undefined) {
    const status = await send(agent, localAddress, what).catch(() => 'none');
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  agent.destroy();
}

function send(agent: Agent, localAddress: string, { url, mediaType, body }: StrangersRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body === '' ? {} : { 'content-type': mediaType }),
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, localAddress, headers }, (response) => {
      response.resume().once('end', () => {
        resolve(String(response.statusCode));
      });
    });
    sent.once('error', reject).end(body);
  });
}
