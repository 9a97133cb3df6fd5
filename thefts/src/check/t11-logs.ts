import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAccessLogProxy } from '../system/access-log-proxy.ts';
import type { ScenarioResult } from '../theft.ts';
import type { CheckContext } from './context.ts';
import { searchForPeople } from './search-for-people.ts';
import { visit, visitClumsily, type Visitor } from './visitors.ts';

const mostVisitors = 60;
/** One visitor for so many people of the leak, so that a small run stays short. */
const peoplePerVisitor = 5;
const mostClumsy = 12;

/** T11: the logs, metrics, error answers and stores of every server, after people have checked themselves. */
export async function runT11(context: CheckContext): Promise<ScenarioResult> {
  const { system, findable, say, now, size } = context;
  const visitorCount = Math.min(mostVisitors, Math.ceil(size.people / peoplePerVisitor));
  say(
    `T11 ${visitorCount} people check themselves, others send malformed requests; then every log, metric and answer is searched`,
  );
  const started = now();
  const trial = await system.start({ metrics: { host: '127.0.0.1', port: 0 } });
  const running = { ...context, trial };
  // Half of them are in the leak, so that both results and queries could appear.
  const leaked = trial.demonstration.people.filter(({ id }) => findable.has(id)).slice(0, visitorCount / 2);
  const others = trial.demonstration.people.filter(({ id }) => !findable.has(id));
  const people = [...leaked, ...others].slice(0, visitorCount);
  const stolen = await mkdtemp(join(tmpdir(), 'etanche-logs-'));
  try {
    const visitors = await visit(running, people, (url) => url);
    const answers = await visitClumsily(running, people.slice(0, mostClumsy));
    await writeFile(join(stolen, 'answers'), answers.join('\n'));
    for (const { metricsUrl, index } of trial.federation.vaults) {
      const metrics = await (await fetch(metricsUrl ?? '')).text();
      await writeFile(join(stolen, `metrics-${index}`), metrics);
    }
    await system.steal();
    const paths = [system.log, stolen, ...system.stores];
    const read = await searchForPeople(running, paths, 'logs, metrics, answers and stores', visitors.map(traces));
    const undefended = await attackAccessLog(running, people);
    return {
      bound: 0,
      alarmBy: null,
      remarks: [read.remark, 'the page’s host writes no log'],
      result: {
        id: 'T11',
        stolen: 'the logs, metrics and error reports of every server',
        tried: `every spelling of visitors, addresses and requests, in ${(read.bytes / 1e6).toFixed(0)} MB`,
        then: people.length,
        undefended,
        defended: read.persons.size,
        of: people.length,
        unit: 'persons',
        alarmAt: null,
        seconds: (now() - started) / 1000,
      },
    };
  } finally {
    await rm(stolen, { recursive: true });
    await system.stop();
  }
}

/** Values that a server could have recorded about a visitor. */
function traces({ person, address, elements }: Visitor) {
  return { person, values: [address, ...elements] };
}

/** The same people through an ordinary proxy with an ordinary access log. */
async function attackAccessLog(context: CheckContext, people: Parameters<typeof visit>[1]): Promise<number> {
  const { site } = context.trial;
  const directory = await mkdtemp(join(tmpdir(), 'etanche-access-log-'));
  const { url, server } = await startAccessLogProxy(site.url, join(directory, 'access.log'));
  try {
    const visitors = await visit(context, people, (asked) => asked.replace(site.url, url));
    const read = await searchForPeople(context, [directory], 'an access log', visitors.map(traces));
    return read.persons.size;
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
}
