import { Readable } from 'node:stream';
import { joinFields, labels, toBase64url } from '@etanche/core-wire';
import type { BodyOf, routes, Write } from '@etanche/core-records-protocol';
import { once, type DataFixture, type TestMember } from './data-fixture.ts';
import { eraseDue } from '../../src/patients/erase-due.ts';
import { random } from './store.ts';
import { fileKey, ScopeWriter, type Wanted } from './scope-writer.ts';
import type { TestKey } from './test-key.ts';

type Erasure = BodyOf<typeof routes.erase>;

/** As if seven days had passed. */
export async function hasten({ store }: Pick<DataFixture, 'store'>, practice: string): Promise<void> {
  const past = 'UPDATE erasure SET due_at = due_at - 7 * 86400000::bigint WHERE practice = $1';
  await store.inPractice(practice, (tx) => tx.query(past, [practice]));
}

/** The handlers as somebody calls them, past HTTP. */
export function callsOf(fixture: DataFixture) {
  const { handlers, dependencies } = fixture;
  const none = { params: {}, query: {}, body: undefined, write: null } as const;
  const ask = async (who: TestMember, scope: string, more: Partial<Erasure> & { key?: TestKey } = {}) => {
    const { key = fileKey, ...rest } = more;
    const body = { reason: 'request' as const, sequence: 1, postings: [] as string[], ...rest };
    const { practice, member } = who.session;
    const message = joinFields(labels.erasure, practice, scope, member, String(body.sequence), body.confirms ?? '');
    const proof = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, message)));
    return handlers.erase({ ...none, session: who.session, params: { scope }, body: { proof, ...body } });
  };
  return {
    write: (who: TestMember, scope: string, body: Write) =>
      handlers.write({ session: who.session, params: { scope }, query: {}, body, write: once(who.session) }),
    read: (who: TestMember, scope: string, query: { since?: number; after?: string } = {}) =>
      handlers.readScope({ ...none, session: who.session, params: { scope }, query }),
    history: (who: TestMember, scope: string, resource: string, query: { before?: string } = {}) =>
      handlers.history({ ...none, session: who.session, params: { scope, resource }, query }),
    lookup: (who: TestMember, ...locators: string[]) =>
      handlers.lookup({ ...none, session: who.session, body: { locators } }),
    cards: (who: TestMember, ...scopes: string[]) =>
      handlers.cards({ ...none, session: who.session, body: { scopes } }),
    ask,
    unassigned: (who: TestMember) => handlers.unassigned({ ...none, session: who.session }),
    erasures: (who: TestMember) => handlers.erasures({ ...none, session: who.session }),
    restore: (who: TestMember, erasure: string) =>
      handlers.restoreErasure({ ...none, session: who.session, params: { erasure } }),
    /** Does the work that is due now, as a round of the server does it. */
    eraseDue: (practice: string, refresh = () => Promise.resolve()) => eraseDue({ ...dependencies, refresh }, practice),
    /**
     * A whole erasure: requested (unless a request waits already), confirmed by another doctor, and seven days later.
     */
    erase: async (who: TestMember, scope: string, more: Partial<Erasure> = {}) => {
      const { practice } = who.session;
      const { erasures } = await handlers.erasures({ ...none, session: who.session });
      const waiting = erasures.find((each) => each.scope === scope && each.due === undefined);
      const { erasure } = waiting ?? (await ask(who, scope, more));
      const second = await fixture.member(practice, 'doctor');
      await ask(second, scope, { ...more, confirms: erasure });
      await hasten(fixture, practice);
      await eraseDue({ ...dependencies, refresh: () => Promise.resolve() }, practice);
    },
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
  more: Partial<Omit<Write, 'head' | 'packs'>> = {},
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
  more: Partial<Omit<Write, 'head' | 'packs'>> = {},
) {
  const { body, accept } = await writer.next(who, wanted, more);
  const written = await calls.write(who, writer.scope, body);
  accept();
  return written;
}

export function binaryQuery(compartment: 'identity' | 'clinical' = 'clinical') {
  return { compartment, epoch: 1, salt: Buffer.from(random(32)).toString('base64url') };
}
