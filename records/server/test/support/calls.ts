import { Readable } from 'node:stream';
import type { BodyOf, routes, Write } from '@etanche/core-records-protocol';
import { once, type DataDesk, type TestMember } from './data-desk.ts';
import { random } from './store.ts';
import { ScopeWriter, type Wanted } from './scope-writer.ts';

/** The handlers as somebody calls them, past HTTP. */
export function callsOf({ handlers }: Pick<DataDesk, 'handlers'>) {
  const none = { params: {}, query: {}, body: undefined, write: null } as const;
  return {
    write: (who: TestMember, scope: string, body: Write) =>
      handlers.write({ session: who.session, params: { scope }, query: {}, body, write: once(who.session) }),
    read: (who: TestMember, scope: string, query: { since?: number; after?: string } = {}) =>
      handlers.readScope({ ...none, session: who.session, params: { scope }, query }),
    history: (who: TestMember, scope: string, resource: string, query: { before?: number } = {}) =>
      handlers.history({ ...none, session: who.session, params: { scope, resource }, query }),
    lookup: (who: TestMember, ...locators: string[]) =>
      handlers.lookup({ ...none, session: who.session, body: { locators } }),
    cards: (who: TestMember, ...scopes: string[]) =>
      handlers.cards({ ...none, session: who.session, body: { scopes } }),
    erase: (who: TestMember, scope: string, more: Partial<BodyOf<typeof routes.erase>> = {}) =>
      handlers.erase({
        ...{ ...none, session: who.session, params: { scope } },
        body: { reason: 'request', sequence: 1, postings: [], ...more },
      }),
    accesses: (who: TestMember, scope: string, query: { before?: number } = {}) =>
      handlers.accesses({ ...none, session: who.session, params: { scope }, query }),
    markCanary: (who: TestMember, scope: string, canary = true) =>
      handlers.markCanary({ ...none, session: who.session, body: { scope, canary } }),
    put: (
      who: TestMember,
      place: { scope: string; binary: string },
      query: Parameters<typeof handlers.putBinary>[0]['query'],
      bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    ) => handlers.putBinary({ ...none, session: who.session, params: place, query, body: Readable.from(bytes) }),
    get: (who: TestMember, place: { scope: string; binary: string }) =>
      handlers.getBinary({ ...none, session: who.session, params: place }),
  };
}
export type Calls = ReturnType<typeof callsOf>;

/** A patient with these resources, which one member wrote. */
export async function addPatient(
  calls: Calls,
  who: TestMember,
  wanted: readonly Wanted[] = [{}],
  more: Partial<Omit<Write, 'head' | 'versions'>> = {},
): Promise<ScopeWriter> {
  const writer = new ScopeWriter(who.session.practice);
  await writeNext(calls, writer, who, wanted, more);
  return writer;
}

export async function writeNext(
  calls: Calls,
  writer: ScopeWriter,
  who: TestMember,
  wanted: readonly Wanted[],
  more: Partial<Omit<Write, 'head' | 'versions'>> = {},
) {
  const { body, accept } = await writer.next(who, wanted, more);
  const written = await calls.write(who, writer.scope, body);
  accept();
  return written;
}

export function binaryQuery(compartment: 'identity' | 'clinical' = 'clinical') {
  return { compartment, epoch: 1, salt: Buffer.from(random(32)).toString('base64url') };
}
