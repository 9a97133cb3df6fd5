import { planVersion, type Change, type PatientFile } from '@etanche/records-client';
import {
  buildDocument,
  matchVaccines,
  objects,
  text,
  withMembers,
  withNewOwner,
  type DocumentFacts,
} from '@etanche/records-fhir';
import { utf8 } from '@etanche/core-wire';
import type { Written } from '../../port/entry-calls.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import { newRecordId } from '../new-record-id.ts';
import { referenceTo } from '../reference-to.ts';
import { attachmentFacts } from './message-view.ts';
import type { OpenMessage } from './opened-messages.ts';
import { originOfBytes } from './origin-of-bytes.ts';

/** Identifier of a document that a message brought: the message and the place of its attachment. */
const filedSystem = 'urn:etanche:v1:message-attachment';

type Content = { readonly place: number | 'text'; readonly facts: DocumentFacts; readonly bytes: Uint8Array };

/**
 * Files what a message brought: its attachments as documents, or its text if it has none, its results with the exact
 * digits of the sender, and the vaccinations that the file lacks. The same message again writes nothing twice. An
 * attachment that says which version it is takes the place of the earlier one from the same practice, as a document of
 * the gateway does.
 *
 * @param author the sender, as the documents name them
 * @param vaccines ids of the vaccinations to add; one that the file has meanwhile is left out
 * @returns what was written, and nothing that a colleague has written at the same time
 */
export async function fileMessage(
  message: OpenMessage,
  file: PatientFile,
  author: string,
  vaccines: readonly string[],
): Promise<readonly Written[]> {
  await file.refresh();
  const before = new Map(file.resources().map(({ id, version }) => [id, version]));
  const touched = new Set<string>();
  const added = [...resultsOf(message, file), ...vaccinesOf(message, file, author, vaccines)];
  const missing = (await contentsOf(message)).filter(({ place }) => !isFiled(file, message, place));
  for (const [i, { place, facts, bytes }] of missing.entries()) {
    const identifier = [{ system: filedSystem, value: `${message.received.message.message}/${place}` }];
    const { practice } = message.received.message.sender;
    const plan = planVersion(file, place === 'text' ? null : originOfBytes(bytes, `practice:${practice}`), []);
    const context = { patient: referenceTo(file), author, at: withPracticeOffset(practiceClock()) };
    const alongside = [...(i === 0 ? added : []), ...plan.updates];
    const id = await file.attach(
      {
        content: Uint8Array.from(bytes),
        contentType: recogniseDocument(bytes).type ?? 'application/octet-stream',
        resource: (stored) =>
          plan.document({
            ...buildDocument(facts, stored, null, context),
            resourceType: 'DocumentReference',
            identifier,
          }),
      },
      { alongside },
    );
    for (const one of [id, ...idsOf(alongside)]) touched.add(one);
  }
  if (missing.length === 0 && added.length > 0) {
    await file.write(added);
    for (const one of idsOf(added)) touched.add(one);
  }
  return Array.from(touched).flatMap((id): Written[] => {
    const after = file.resource(id)?.version;
    return after === undefined ? [] : [{ id, before: before.get(id) ?? null, after }];
  });
}

async function contentsOf({ opened, read }: OpenMessage): Promise<Content[]> {
  const { body } = opened;
  const attached = await Promise.all(
    body.attachments.map(async (_, place) => ({
      ...{ place, facts: attachmentFacts(opened, read, place) },
      bytes: new Uint8Array(await new Response((await opened.attachment(place)) as BodyInit).arrayBuffer()),
    })),
  );
  if (attached.length > 0 || read.texts.length === 0) return attached;
  const words = read.texts.map(({ title, text: said }) => [title, said].filter(Boolean).join('\n')).join('\n\n');
  return [{ place: 'text', facts: attachmentFacts(opened, read, null), bytes: utf8(words) }];
}

function isFiled(file: PatientFile, { received }: OpenMessage, place: Content['place']): boolean {
  const value = `${received.message.message}/${place}`;
  return file
    .resources()
    .some(({ resource }) =>
      objects(resource['identifier']).some((one) => one['system'] === filedSystem && one['value'] === value),
    );
}

function idsOf(changes: readonly Change[]): string[] {
  return changes.flatMap(({ id }) => id ?? []);
}

/** Observations and reports that the file does not have yet, with the file's Patient as their subject. */
function resultsOf({ read }: OpenMessage, file: PatientFile): Change[] {
  const known = new Set(
    file.resources().map(({ resource }) => `${resource.resourceType}/${text(resource['id']) ?? ''}`),
  );
  const subject = JSON.stringify({ reference: referenceTo(file) });
  return read.measured.flatMap(({ resource, text: exact }): Change[] => {
    const id = text(resource['id']);
    if (id !== null && known.has(`${resource.resourceType}/${id}`)) return [];
    return [{ kind: 'create', id: newRecordId(), resource: withMembers(exact, { subject }) }];
  });
}

/** Each vaccination gets an id of this file: the sender may have changed one, and sent both under one id. */
function vaccinesOf({ read }: OpenMessage, file: PatientFile, source: string, wanted: readonly string[]): Change[] {
  const { vaccinations } = read;
  const sources = Array.from(vaccinations, ([id, { resource }]) => ({ id, resource }));
  const matches = matchVaccines(sources, file.resources());
  return wanted.flatMap((one): Change[] => {
    const vaccination = vaccinations.get(one);
    const match = matches.get(one);
    if (vaccination === undefined || match === 'known' || match === 'invalid') return [];
    const id = newRecordId();
    return [{ kind: 'create', id, resource: withNewOwner(vaccination, { patient: referenceTo(file), source, id }) }];
  });
}
