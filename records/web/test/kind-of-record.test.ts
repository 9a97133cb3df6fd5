import { expect, test } from 'vitest';
import type { Change, PatientFile } from '@etanche/records-client';
import { createAdministrativeCalls } from '../worker/calls/administrative.ts';
import { createDocumentCalls } from '../worker/calls/documents.ts';
import type { Handlers } from '../port/worker-side.ts';
import type { OpenFiles } from '../worker/open-files.ts';
import type { Outbox } from '../worker/outbox.ts';
import type { SessionHost } from '../worker/session-host.ts';

const condition = { resourceType: 'Condition', id: 'c', code: { text: 'VIH' }, subject: { reference: 'Patient/p' } };
const written: Change[] = [];
/** A file with a condition only. */
const file = {
  resource: (id: string) => ({ id, version: 1, compartment: 'clinical', resource: condition }),
  resources: () => [],
  write(changes: readonly Change[]) {
    written.push(...changes);
    return Promise.resolve(changes.map(() => 'r'));
  },
} as unknown as PatientFile;
const files = { open: () => Promise.resolve(file) } as unknown as OpenFiles;
const nothing = (): void => undefined;
const outbox = { waiting: () => [] } as unknown as Outbox;
const administrative = createAdministrativeCalls(files, outbox, nothing);
const documents = createDocumentCalls({} as SessionHost, files, outbox, nothing);
const at = { scope: 's', id: 'r' };
type Caller = Parameters<Handlers['depositRemove']>[1];
const caller = { signal: new AbortController().signal } as Caller;

test.each([
  [
    'as a coverage',
    () =>
      administrative.coveragePut(
        { ...at, facts: { insurer: 'MGEN', memberNumber: null, start: null, end: null } },
        caller,
      ),
  ],
  [
    'as a relative',
    () =>
      administrative.personPut(
        {
          ...at,
          facts: { relations: ['MTH'], familyName: 'X', givenName: null, birthDate: null, phone: null },
        },
        caller,
      ),
  ],
  ['as a deposit', () => documents.depositRemove(at, caller)],
])('a condition that is written %s stays as it is', async (_, call) => {
  await expect(call()).rejects.toMatchObject({ code: 'not_found' });
  expect(written).toEqual([]);
});
