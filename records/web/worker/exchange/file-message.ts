import { planVersion, type Change, type PatientFile } from '@etanche/records-client';
import { buildDocument, objects, text, withMembers, type DocumentFacts } from '@etanche/records-fhir';
import { utf8 } from '@etanche/core-wire';
import type { Written } from '../../port/entry-calls.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import { referenceTo } from '../reference-to.ts';
import { attachmentFacts } from './message-view.ts';
import type { OpenMessage } from './opened-messages.ts';
import { originOfBytes } from './origin-of-bytes.ts';

/** Identifier of a document that a message brought: the message and the place of its attachment. */
const filedSystem = 'urn:etanche:v1:message-attachment';

type Content = { readonly place: number | 'text'; readonly facts: DocumentFacts; readonly bytes: Uint8Array };

/**
 * Files what a message brought: its attachments as documents, or its text if it has none, and its results with the
 * exact digits of the sender. The same message again writes nothing twice. An attachment that says which version it is
 * takes the place of the earlier one from the same practice, as a document of the gateway does.
 *
 * @param author the sender, as the documents name them
 */
export async function fileMessage(
  message: OpenMessage,
  file: PatientFile,
  author: string,
): Promise<readonly Written[]> {
  await file.refresh();
  const before = new Set(file.resources().map(({ id }) => id));
  const results = resultsOf(message, file);
  const missing = (await contentsOf(message)).filter(({ place }) => !isFiled(file, message, place));
  for (const [i, { place, facts, bytes }] of missing.entries()) {
    const identifier = [{ system: filedSystem, value: `${message.received.message.message}/${place}` }];
    const { practice } = message.received.message.sender;
    const plan = planVersion(file, place === 'text' ? null : originOfBytes(bytes, `practice:${practice}`), []);
    const context = { patient: referenceTo(file), author, at: withPracticeOffset(practiceClock()) };
    await file.attach(
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
      { alongside: [...(i === 0 ? results : []), ...plan.updates] },
    );
  }
  if (missing.length === 0 && results.length > 0) await file.write(results);
  return file.resources().flatMap(({ id, version }) => (before.has(id) ? [] : [{ id, before: null, after: version }]));
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

/** Observations and reports that the file does not have yet, with the file's Patient as their subject. */
function resultsOf({ read }: OpenMessage, file: PatientFile): Change[] {
  const known = new Set(
    file.resources().map(({ resource }) => `${resource.resourceType}/${text(resource['id']) ?? ''}`),
  );
  const subject = JSON.stringify({ reference: referenceTo(file) });
  return read.measured.flatMap(({ resource, text: exact }): Change[] => {
    const id = text(resource['id']);
    if (id !== null && known.has(`${resource.resourceType}/${id}`)) return [];
    return [{ kind: 'create', resource: withMembers(exact, { subject }) }];
  });
}
