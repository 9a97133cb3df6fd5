import { createCalls } from './create-calls.ts';
import { failureOf } from './failure-of.ts';
import { createSessionHost } from './session-host.ts';
import { createWorkerSide, type WorkerSide } from '../port/worker-side.ts';
import { typedOf } from '../port/typed-of.ts';
import type { Site } from '../port/site.ts';

declare const ETANCHE_SITE: Site;

/** Longest time for which a lock waits until the pages have stored their texts. */
const patienceMs = 4000;

/** One session for all tabs in a SharedWorker; for one page where the browser has none. */
const side: WorkerSide = createWorkerSide(
  createCalls(
    createSessionHost(
      ETANCHE_SITE,
      (state) => {
        side.emit('state', state);
      },
      (awaySince) => {
        side.emit('reach', { awaySince });
      },
      async () => typedOf(await side.askAll('keepTyped', null, patienceMs)),
    ),
    ETANCHE_SITE,
    (name, value) => {
      side.emit(name, value);
    },
  ),
  failureOf,
);

if ('onconnect' in globalThis) {
  addEventListener('connect', (event) => {
    const [port] = (event as MessageEvent).ports;
    if (port !== undefined) side.connect(port);
  });
} else {
  side.connect(globalThis);
}
