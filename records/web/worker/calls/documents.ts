import {
  buildDocument,
  displayName,
  type DocumentFacts,
  documentFaults,
  editDocument,
  isDeposit,
  removeDocument,
  type Resource,
  restoreDocument,
} from '@etanche/records-fhir';
import { DataError, RecordsClientError, type FileResource, type PatientFile } from '@etanche/records-client';
import type { DocumentCalls } from '../../port/document-calls.ts';
import type { Written } from '../../port/entry-calls.ts';
import { recogniseDocument, type DocumentType } from '../../port/recognise-document.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import { decodeDeposit, type DepositContent } from '../deposit-content.ts';
import { depositBinary } from '../deposit-views.ts';
import { documentBytes } from '../document-content.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { OpenFiles } from '../open-files.ts';
import { isAway } from '../outbox-entry.ts';
import type { Outbox } from '../outbox.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { sendDocument, type NewDocument } from '../unsent/send-document.ts';
import { recordOf, writeRecords } from '../write-records.ts';

export function createDocumentCalls(
  host: SessionHost,
  files: OpenFiles,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof DocumentCalls> {
  const context = (file: PatientFile) => ({
    ...{ patient: referenceTo(file), author: host.open().me.name },
    at: withPracticeOffset(practiceClock()),
  });
  const showing = async <T>(scope: string, write: (file: PatientFile) => Promise<T>): Promise<T> => {
    const file = await files.open(scope);
    try {
      return await write(file);
    } finally {
      emit('patient', { scope });
    }
  };
  const update = (file: PatientFile, id: string, edit: (resource: Resource) => Resource) => {
    const { resource, version } = documentOf(file, id);
    return writeRecords(file, [{ kind: 'update', id, base: version, resource: edit(resource) }]);
  };
  /** Stores a document in sealed pieces on this device, until the server answers. */
  const keep = async (
    file: PatientFile,
    { id, bytes, type, facts, thumbnail, at }: NewDocument,
    tried: readonly string[],
  ): Promise<Written> => {
    const name = `document/${id}`;
    const content = await outbox.storeContent(name, Uint8Array.from(bytes));
    const { scope } = file;
    const patient = displayName(file.patient().card);
    const target = { place: 'document', content, type, facts, thumbnail } as const;
    const puts = [{ id, text: null, base: 0, before: null }];
    const entry = { kind: 'document', scope, at, puts, tried, isSent: false, visit: null } as const;
    const isSent = await outbox.submit(name, { ...entry, target, name: patient });
    return isSent ? created(file, id) : { id, before: null, after: 1, unsent: name };
  };
  const attach = (
    file: PatientFile,
    { bytes, facts, thumbnail }: DepositContent,
    type: DocumentType,
    options: Parameters<PatientFile['attach']>[1],
  ) => {
    const resource: Parameters<PatientFile['attach']>[0]['resource'] = (element) =>
      buildDocument(facts, element, thumbnail, context(file));
    return file.attach({ content: bytes, contentType: type, resource }, options);
  };

  return {
    async documentAdd({ scope, key, file: blob, facts, thumbnail }, { signal }) {
      requireFacts(facts);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const type = requireType(bytes);
      const onSealed = (sealed: number): void => {
        emit('document', { key, sealed: Math.min(sealed, bytes.length), of: bytes.length });
      };
      const { me } = host.open();
      const document: NewDocument = {
        ...{ id: newRecordId(), bytes, type, facts, thumbnail },
        ...{ isDeposit: !me.roles.includes('doctor'), author: me.name, at: Date.now() },
      };
      return showing(scope, async (file) => {
        signal.throwIfAborted();
        if (host.awaySince() !== null) return [await keep(file, document, [])];
        try {
          await sendDocument(file, document, { signal, onSealed });
          return [created(file, document.id)];
        } catch (error) {
          if (signal.aborted || !isAway(error)) throw error;
          // Its answer may have been lost: the file is asked before it is sent again.
          return [await keep(file, document, [''])];
        }
      });
    },
    async documentRead({ scope, id }) {
      const file = await files.open(scope);
      const bytes = await documentBytes(file, documentOf(file, id));
      return { bytes, type: recogniseDocument(bytes).type };
    },
    async documentEdit({ scope, id, facts }) {
      requireFacts(facts);
      return showing(scope, (file) => update(file, id, (resource) => editDocument(resource, facts)));
    },
    async documentRemove({ scope, id, reason }) {
      if (reason.trim() === '') throw faulty(['reason_missing']);
      return showing(scope, (file) => update(file, id, (resource) => removeDocument(resource, reason.trim())));
    },
    documentRestore: ({ scope, id }) => showing(scope, (file) => update(file, id, restoreDocument)),
    async depositRead({ scope, id }) {
      const { facts, bytes } = await openDeposit(await files.open(scope), id);
      return { facts, bytes, type: recogniseDocument(bytes).type };
    },
    async depositFile({ scope, id, facts }) {
      requireFacts(facts);
      return showing(scope, async (file) => {
        const { version: base } = recordOf(file, id);
        const content = await openDeposit(file, id);
        const alongside = [{ kind: 'delete', id, base } as const];
        const filed = await attach(file, { ...content, facts }, requireType(content.bytes), { alongside });
        return [created(file, filed), { id, before: base, after: base + 1 }];
      });
    },
    async depositRemove({ scope, id }) {
      return showing(scope, async (file) => {
        const deposit = recordOf(file, id);
        if (depositBinary(deposit) === null) throw noDeposit();
        const { version: base } = deposit;
        await file.write([{ kind: 'delete', id, base }]);
        return [{ id, before: base, after: base + 1 }];
      });
    },
  };
}

function created(file: PatientFile, id: string): Written {
  return { id, before: null, after: file.resource(id)?.version ?? 1 };
}

async function openDeposit(file: PatientFile, id: string): Promise<DepositContent> {
  const binary = depositBinary(recordOf(file, id));
  if (binary === null) throw noDeposit();
  return decodeDeposit(await file.readDeposit(binary));
}

function noDeposit(): RecordsClientError {
  return new RecordsClientError('not_found', 'the file has no such deposit');
}

/** @throws RecordsClientError `not_found` for a resource that is no document */
function documentOf(file: PatientFile, id: string): FileResource {
  const found = recordOf(file, id);
  if (found.resource.resourceType !== 'DocumentReference' || isDeposit(found.resource))
    throw new RecordsClientError('not_found', 'the resource is no document');
  return found;
}

function requireFacts(facts: DocumentFacts): void {
  const faults = documentFaults(facts, practiceToday());
  if (faults.length > 0) throw faulty(faults);
}

/** The page has recognised it too: a document never depends on what one of the two sides says alone. */
function requireType(bytes: Uint8Array): DocumentType {
  const { type, refusal } = recogniseDocument(bytes);
  if (refusal === 'too_large') throw new DataError('too_large', `a document of ${bytes.length} bytes`);
  if (type === null) throw faulty([refusal]);
  return type;
}

function faulty(codes: readonly string[]): DataError {
  const issues = codes.map((code) => ({ place: 0, path: 'DocumentReference', code }));
  return new DataError('invalid_resource', 'a document with faults', { issues });
}
