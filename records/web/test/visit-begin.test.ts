import { expect, test } from 'vitest';
import type { PatientFile } from '@etanche/records-client';
import type { Handlers } from '../port/worker-side.ts';
import { createVisitCalls } from '../worker/calls/visits.ts';
import type { OpenFiles } from '../worker/open-files.ts';
import type { Outbox } from '../worker/outbox.ts';
import type { SessionHost } from '../worker/session-host.ts';

test('a consultation that is begun while the one before ends is another one', async () => {
  const patient = { traits: {}, resource: { id: 'r', resource: { resourceType: 'Patient', id: 'p' } } };
  const file = { scope: 's', patient: () => patient, resources: () => [] } as unknown as PatientFile;
  const files = { open: () => Promise.resolve(file) } as unknown as OpenFiles;
  const host = { onClose: () => undefined, open: () => ({ me: { name: 'Dr A' } }) } as unknown as SessionHost;
  const outbox = {
    onGivenUp: () => undefined,
    ready: () => Promise.resolve(),
    find: () => null,
    submit: () => new Promise((resolve) => setTimeout(resolve, 5, true)),
  } as unknown as Outbox;
  const calls = createVisitCalls(host, files, outbox, () => undefined);
  const caller = { signal: new AbortController().signal } as Parameters<Handlers['visitBegin']>[1];
  const first = await calls.visitBegin({ scope: 's' }, caller);
  const texts = { reason: 'toux', examination: '', conclusion: '' };
  const ending = calls.visitEnd({ key: first.key, ...texts }, caller);
  const second = await calls.visitBegin({ scope: 's' }, caller);
  await ending;
  expect(second.key).not.toBe(first.key);
  expect(second.reason).toBe('');
});
