import {
  createMemory,
  createRecordsData,
  createSealedMemory,
  listMembers,
  openDrafts,
  signIn,
  type SealedStore,
} from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { Calls, Events, Input, Output } from '../../port/calls.ts';
import type { Site } from '../../port/site.ts';
import type { Caller } from '../../port/worker-side.ts';
import { createCalls } from '../../worker/create-calls.ts';
import { createReach } from '../../worker/reach.ts';
import type { OpenSession, SessionHost } from '../../worker/session-host.ts';

/** A device of a member: the worker of the application on the real server, without a page. */
export type Device = {
  call<Name extends keyof Calls>(name: Name, input: Input<Calls, Name>): Promise<Output<Calls, Name>>;
  readonly events: (readonly [name: keyof Events, value: unknown])[];
  readonly session: OpenSession;
  /** Ends the worker as a crash does: nothing of it runs or is called any more. */
  end(): void;
};

type Options = { readonly fetch?: typeof globalThis.fetch; readonly store?: SealedStore; readonly forms?: SealedStore };

const neverAnswers = new Promise<never>(() => undefined);

/** Signs a member in on a device with this store, whose requests use `fetch`. */
export async function openDevice(
  { options, member: id }: TrialMember,
  { fetch: given = globalThis.fetch, store = createSealedMemory(), forms = createSealedMemory() }: Options = {},
): Promise<Device> {
  const backs = new Set<() => void>();
  const closes = new Set<() => void>();
  const opens = new Set<() => void>();
  const reach = createReach(options.serverUrl, given, Date.now, (since) => {
    if (since === null) for (const back of backs) back();
  });
  const client = await signIn({
    ...options,
    retry: { attempts: 2, firstWaitMs: 1, longestWaitMs: 50 },
    environment: { ...options.environment, fetch: reach.fetch, memory: createMemory() },
  });
  const members = await listMembers(client);
  const own = members.find(({ member }) => member === id);
  const roles = client.practice.roles().filter((role) => role === 'doctor' || role === 'secretary');
  const me = { id, name: own?.name ?? '', roles, status: 'active', isGranted: true, fingerprint: '' } as const;
  const practitioners = members
    .filter((one) => one.roles.includes('doctor'))
    .map(({ member, name }, place) => ({ id: member, name, place }));
  const data = createRecordsData(client, { rebases: 20 });
  const session: OpenSession = {
    client,
    data,
    me,
    drafts: await openDrafts(client, store),
    formDrafts: await openDrafts(client, forms, 24 * 3_600_000),
    transfers: await openDrafts(client, createSealedMemory()),
  };
  let isOver = false;
  const host: SessionHost = {
    state: () => ({ phase: 'open', me, practice: '', practitioners }),
    open: () => session,
    awaySince: () => reach.awaySince(),
    silentSince: () => reach.silentSince(),
    lost: () => {
      reach.lost();
    },
    onBack: (listener) => backs.add(listener),
    onClosing: () => undefined,
    onClose: (listener) => closes.add(listener),
    onOpen: (listener) => opens.add(listener),
    options: () => neverAnswers,
    installation: () => neverAnswers,
    enter: () => neverAnswers,
    again: () => neverAnswers,
    lock: () => neverAnswers,
    signOut: () => neverAnswers,
  };
  const events: Device['events'] = [];
  const handlers = createCalls(host, {} as Site, (name, value) => events.push([name, value]));
  for (const open of opens) open();
  const caller = { signal: new AbortController().signal, ask: () => neverAnswers } as unknown as Caller;
  const ask: Device['call'] = async (name, input) => {
    const handler = handlers[name] as (input: unknown, caller: Caller) => Promise<never>;
    const answer = await (isOver ? neverAnswers : handler(input, caller));
    return isOver ? neverAnswers : answer;
  };
  await handlers.unsent({}, caller);
  return {
    call: ask,
    events,
    session,
    end() {
      isOver = true;
      for (const close of closes) close();
      client.session.lock();
    },
  };
}
