import { Agent, request } from 'node:http';
import { toBase64url } from '@etanche/core-wire';
import type { Write } from '@etanche/core-records-protocol';
import { atPace } from '../at-pace.ts';
import { random } from '../random.ts';
import { patientsPerList, ScopeLoad, type Writer } from '../records-server/scope-load.ts';
import { serveParent } from './serve-parent.ts';

/** `list`: `patientsPerList` new patients of an importer in one request. */
export type Act = 'read' | 'edit' | 'create' | 'list';
export type RecordsLoadQuestion =
  | { readonly ask: 'fill'; readonly target: Target; readonly patients: number; readonly resources: number }
  | {
      readonly ask: 'load';
      readonly target: Target;
      readonly act: Act;
      readonly seconds: number;
      /** Concurrent requests; each starts when one ends. */
      readonly connections: number;
      /** Requests a second, regardless of their duration; null for as many as are answered. */
      readonly perSecond: number | null;
    };
export type Target = { readonly url: string; readonly token: string; readonly writer: Writer };
/** Latencies in ms, from the time when a request was due. */
export type RecordsLoadAnswer = {
  readonly latencies: readonly number[];
  readonly refused: number;
  readonly scope: string;
};

const mostConnections = 256;
const agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
const patients: { readonly load: ScopeLoad; busy: boolean }[] = [];

// The callers of a records server, in a process of their own. They read each answer completely and decrypt nothing.
serveParent(async (question: RecordsLoadQuestion): Promise<RecordsLoadAnswer> => {
  if (question.ask === 'fill') {
    for (let i = 0; i < question.patients; i++) await fill(question.target, question.resources);
    return { latencies: [], refused: 0, scope: patients[0]?.load.scope ?? '' };
  }
  const latencies: number[] = [];
  let refused = 0;
  const until = performance.now() + question.seconds * 1000;
  const act = async (due: number) => {
    if (await actOnce(question.target, question.act)) latencies.push(performance.now() - due);
    else refused += 1;
  };
  if (question.perSecond === null) {
    const worker = async () => {
      while (performance.now() < until) await act(performance.now());
    };
    await Promise.all(Array.from({ length: question.connections }, worker));
  } else {
    await atPace(question.perSecond, question.seconds, act);
  }
  return { latencies, refused, scope: '' };
});

async function fill(target: Target, resources: number): Promise<void> {
  const load = new ScopeLoad(target.writer);
  if (!(await write(target, load.scope, await load.create(resources)))) throw new Error('a patient was refused');
  patients.push({ load, busy: false });
}

async function actOnce(target: Target, act: Act): Promise<boolean> {
  if (act === 'create') {
    const load = new ScopeLoad(target.writer);
    return write(target, load.scope, await load.create(20));
  }
  if (act === 'list') return importList(target);
  const [first = 0, second = 0] = random(2);
  const start = first * 256 + second;
  if (act === 'read') {
    const scope = patients[start % patients.length]?.load.scope ?? '';
    return (await send(target, 'GET', `/v1/scopes/${scope}`, null)) === 200;
  }
  // Two writes of one patient would conflict, which is not measured here.
  const patient =
    patients.find(({ busy }, i) => !busy && i >= start % patients.length) ?? patients.find(({ busy }) => !busy);
  if (patient === undefined) return false;
  patient.busy = true;
  const good = await write(target, patient.load.scope, await patient.load.edit());
  patient.busy = false;
  return good;
}

async function importList(target: Target): Promise<boolean> {
  const writes = await Promise.all(
    Array.from({ length: patientsPerList }, async () => {
      const load = new ScopeLoad(target.writer);
      return { scope: load.scope, key: toBase64url(random(16)), write: await load.create(20) };
    }),
  );
  const answer = await ask(target, 'POST', '/v1/import-writes', JSON.stringify({ writes }));
  // A refused patient is not measured.
  return answer.status === 200 && !answer.text.includes('"problem"');
}

async function write(target: Target, scope: string, body: Write): Promise<boolean> {
  return (await send(target, 'POST', `/v1/scopes/${scope}/writes`, JSON.stringify(body))) === 200;
}

async function send(target: Target, method: string, path: string, body: string | null): Promise<number> {
  return (await ask(target, method, path, body)).status;
}

type TextAnswer = { readonly status: number; readonly text: string };

async function ask({ url, token }: Target, method: string, path: string, body: string | null): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== null && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'idempotency-key': toBase64url(random(16)),
      }),
    };
    const outgoing = request(`${url}${path}`, { method, agent, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('latin1') });
      });
    });
    outgoing.end(body ?? undefined);
  });
}
