import { createLookup } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import type { Person } from '@etanche/demo';
import { fetchFrom } from '../system/fetch-from.ts';
import type { CheckContext } from './context.ts';

/** A visitor: the address used and the blinded elements sent. */
export type Visitor = { readonly person: number; readonly address: string; readonly elements: readonly string[] };

/** Maps the URL of a server to the URL used: the server itself, or a proxy in front of it. */
type Route = (url: string) => string;

/** People check themselves like the page does, each from a network of their own. */
export async function visit(context: CheckContext, people: readonly Person[], route: Route): Promise<Visitor[]> {
  const { manifest, group, random, trial } = context;
  const visitors: Visitor[] = [];
  for (const [i, person] of people.entries()) {
    const address = `127.${150 + (i % 50)}.${1 + Math.floor(i / 50)}.211`;
    const elements: string[] = [];
    const from = fetchFrom(address);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (typeof init?.body === 'string') elements.push(...(JSON.parse(init.body) as { elements: string[] }).elements);
      return from(route(input instanceof Request ? input.url : String(input)), init);
    };
    const read = async (path: string) =>
      new Uint8Array(await (await fetch(new URL(path, `${trial.site.url}/`))).arrayBuffer());
    await read('manifest.json');
    const lookup = createLookup({
      ...{ manifest, group, random, now: Date.now, patienceSeconds: 0, waiting: () => undefined },
      ...{ fetch, read },
    });
    await lookup({
      kind: 'nir',
      identifiers: [nirIdentifier(person.nir, person.birthDate), nirIdentifier(person.nir, '')],
    });
    // Visitors do not all arrive in one minute; another scenario covers the ceiling.
    context.system.clock.advance(30_000);
    visitors.push({ person: person.id, address, elements });
  }
  return visitors;
}

/** Requests that no page sends, with identifiers where a faulty or identityHarvest client might put them. */
export async function visitClumsily(context: CheckContext, people: readonly Person[]): Promise<string[]> {
  const { trial } = context;
  const answers: string[] = [];
  const servers = [trial.site.url, ...trial.federation.federation.vaults.map(({ url }) => url)];
  for (const [i, person] of people.entries()) {
    const server = servers[i % servers.length] ?? trial.site.url;
    const headers = {
      'user-agent': person.nir,
      referer: `http://example.org/?nir=${person.nir}`,
      'x-forwarded-for': person.nir,
    };
    const body = JSON.stringify({ keySet: 'check/demo.1', elements: [person.nir], nir: person.nir });
    const urls = [`/?nir=${person.nir}`, `/${person.nir}`, `/v1/key-sets/check/${person.nir}`, '/v1/evaluate'];
    for (const path of urls) {
      const post = path === '/v1/evaluate';
      const type = { ...headers, 'content-type': 'application/json' };
      const init = post ? { method: 'POST', headers: type, body } : { headers };
      const answer = await fetchFrom('127.201.1.211')(`${server}${path}`, init);
      answers.push(JSON.stringify([...answer.headers]), await answer.text());
    }
  }
  return answers;
}
