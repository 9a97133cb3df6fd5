import { createHash } from 'node:crypto';
import {
  listInbox,
  openMessage,
  publishEntry,
  readDirectories,
  sealMessage,
  signIn,
  tracedFetch,
  verifyCorrespondent,
  type Correspondent,
  type Received,
  type RecordsClient,
  type Span,
} from '@etanche/records-client';
import type { BenchRun } from '../bench-run.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { random } from '../random.ts';
import { startBenchPractice, type BenchPractice } from '../records/bench-practice.ts';
import { covered } from '../records/spans.ts';
import { openPlain, sendPlain } from './plain-messages.ts';

const small = 20_000;
const large = 50 * 1024 * 1024;
const listed = { quick: 1000, default: 10_000, full: 10_000 } as const;
/** Messages of the inbox beside which the full one is compared. */
const few = 100;

/** Sends, fetches and opens messages between two practices of one server, beside the same bytes without a seal. */
export async function measureExchange(run: BenchRun): Promise<Section> {
  const tries = Math.max(3, run.sizes.answers);
  run.say('exchange: two practices on three vaults and a records server');
  await using bench = await startBenchPractice(run, 'wasm', 'exchange');
  const other = await bench.neighbour();
  const spans: Span[] = [];
  const { fetch, ...environment } = bench.options.environment;
  const vaults = bench.federation.vaults.map(({ url }) => url);
  const trace = { now: () => performance.now(), span: (span: Span) => void spans.push(span) };
  const to = await signIn({
    ...bench.options,
    environment: {
      ...environment,
      fetch: tracedFetch(timedFetch(fetch, bench.options.serverUrl, spans), trace, vaults),
    },
  });
  const from = other.client;
  await publish(from, 'Cabinet voisin');
  await publish(to, 'Cabinet du Port');
  const recipient = await correspondentOf(from, to.practice.id);
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const [name, bytes] of [
    ['20 kB', small],
    ['50 MB', large],
  ] as const) {
    const rounds = bytes === large ? Math.min(3, tries) : tries;
    run.say(`exchange: ${rounds} messages of ${name}, sealed and plain`);
    const measured = await measureSize(from, to, recipient, bytes, rounds, spans);
    figures.push(
      factor(
        { what: `a message of ${name} sent`, unit: 'ms', value: measured.sent },
        { name: 'the same bytes unsealed', value: measured.plainSent },
      ),
      factor(
        { what: `a message of ${name} fetched and opened`, unit: 'ms', value: measured.opened },
        { name: 'the same bytes unsealed', value: measured.plainOpened },
      ),
      share(
        { what: `of an opening of ${name}: waiting for vaults`, unit: 'ms', value: measured.vaults },
        { name: 'whole opening', value: measured.opened },
      ),
      share(
        { what: `of an opening of ${name}: waiting for the records server`, unit: 'ms', value: measured.server },
        { name: 'whole opening', value: measured.opened },
      ),
    );
  }
  const count = listed[run.sizes.name];
  run.say(`exchange: an inbox of ${count} unread messages`);
  const lists = await measureLists(bench, to, count, tries);
  figures.push(
    factor(
      {
        what: `first page of ${count.toLocaleString('en-GB')} unread messages`,
        unit: 'ms',
        value: lists.full,
        aim: '200 ms',
      },
      { name: `of ${few} messages`, value: lists.few },
    ),
    factor(
      { what: 'memory of the client after it', unit: 'MB', value: lists.fullBytes / 1e6 },
      { name: `after that of ${few}`, value: lists.fewBytes / 1e6 },
    ),
  );
  notes.push(
    'An opening verifies the sender’s chain at t of its vaults, has the message evaluated, fetches all parts and decrypts them. The rest of its time is hashing, decryption and signatures in the client.',
    'Sender and recipient are one process, and servers and vaults another one on the same machine; a message waits for at most a second until its server delivers it, which is not counted.',
  );
  return { name: 'exchange', title: 'Messages between two practices, one at a time', figures, notes };
}

type Measured = Record<'sent' | 'plainSent' | 'opened' | 'plainOpened' | 'vaults' | 'server', number>;

async function measureSize(
  from: RecordsClient,
  to: RecordsClient,
  recipient: Correspondent,
  bytes: number,
  rounds: number,
  spans: Span[],
): Promise<Measured> {
  const times: Record<keyof Measured, number[]> = {
    sent: [],
    plainSent: [],
    opened: [],
    plainOpened: [],
    vaults: [],
    server: [],
  };
  const content = Uint8Array.from(random(bytes));
  const hash = createHash('sha256').update(content).digest('hex');
  for (let round = 0; round < rounds; round++) {
    const attachments = [{ title: 'scan', contentType: 'application/pdf', content: new Blob([content]) }];
    let start = performance.now();
    const document = '{"resourceType":"Bundle","type":"document"}';
    const sealed = await sealMessage(from, recipient, { kind: 'message', subject: 'Mesure', document, attachments });
    await sealed.send();
    times.sent.push(performance.now() - start);
    start = performance.now();
    const plain = await sendPlain(from, recipient, content);
    times.plainSent.push(performance.now() - start);
    const [message] = [await arrived(to, sealed.message.message), await arrived(to, plain)];
    const listings = await readDirectories(to);
    collectGarbage();
    spans.length = 0;
    start = performance.now();
    const opened = await openMessage(to, message, listings);
    const read = createHash('sha256');
    for await (const piece of await opened.attachment(0)) read.update(piece);
    times.opened.push(performance.now() - start);
    if (read.digest('hex') !== hash) throw new Error('another content than was sent');
    times.vaults.push(covered(spans.filter(({ name }) => name === 'vaults')));
    times.server.push(covered(spans.filter(({ name }) => name === 'network')));
    collectGarbage();
    start = performance.now();
    if ((await openPlain(to, plain)) !== hash) throw new Error('another content than was sent');
    times.plainOpened.push(performance.now() - start);
  }
  const medians = Object.entries(times).map(([name, all]) => [name, median(all)] as const);
  return Object.fromEntries(medians) as Measured;
}

/** Lists the first page of an inbox of few messages and of many, which are copies of one under other ids. */
async function measureLists(
  { database, practice }: BenchPractice,
  client: RecordsClient,
  count: number,
  tries: number,
): Promise<{ readonly full: number; readonly few: number; readonly fullBytes: number; readonly fewBytes: number }> {
  const fill = async (most: number): Promise<void> => {
    await database.query(
      `INSERT INTO inbox_message (practice, message, sender, statement, keys, server, state, begun_at, received_at, receipt)
       SELECT t.practice, lpad(translate(to_hex(n), '0189', 'wxyz'), 25, 'g') || 'a', t.sender, t.statement, t.keys, t.server, 'unread',
         t.begun_at, t.received_at + n, t.receipt
       FROM (SELECT * FROM inbox_message WHERE practice = $1 ORDER BY message DESC LIMIT 1) t, generate_series(1, $2) n
       ON CONFLICT DO NOTHING`,
      [practice, most],
    );
    await database.query('ANALYZE inbox_message');
  };
  const list = async (): Promise<readonly [number, number]> => {
    const times: number[] = [];
    collectGarbage();
    for (let i = 0; i < tries * 3; i++) {
      const start = performance.now();
      await listInbox(client);
      times.push(performance.now() - start);
    }
    collectGarbage();
    return [median(times), process.memoryUsage().heapUsed];
  };
  await fill(few);
  await list();
  const [fewMs, fewBytes] = await list();
  await fill(count);
  const [full, fullBytes] = await list();
  const { unread } = await listInbox(client);
  if (unread < count) throw new Error(`the inbox has ${unread} unread messages`);
  return { full, few: fewMs, fullBytes, fewBytes };
}

async function arrived(client: RecordsClient, message: string): Promise<Received> {
  for (;;) {
    const found = (await listInbox(client)).messages.find((each) => each.message.message === message);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function publish(client: RecordsClient, name: string): Promise<void> {
  const practitioners = [{ member: client.session.member, name: 'Dr Mesure' }];
  await publishEntry(client, { name, place: '75001 Paris', practitioners });
}

async function correspondentOf(client: RecordsClient, practice: string): Promise<Correspondent> {
  for (;;) {
    const listing = (await readDirectories(client).catch(() => null))?.get(practice);
    if (listing !== undefined) return verifyCorrespondent(client, listing);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Reports requests to the records server as spans, the answer's body included only for JSON. */
function timedFetch(fetch: typeof globalThis.fetch, serverUrl: string, spans: Span[]): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(serverUrl)) return fetch(input, init);
    const start = performance.now();
    try {
      return await fetch(input, init);
    } finally {
      spans.push({ name: 'network', start, end: performance.now() });
    }
  };
}
