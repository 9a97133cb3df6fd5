import { fileVersion, planSentResults, type Change, type PatientFile } from '@etanche/records-client';
import {
  buildDocument,
  objects,
  text,
  type BundleEntry,
  type DocumentFacts,
  type DocumentOrigin,
} from '@etanche/records-fhir';
import { utf8 } from '@etanche/core-wire';
import type { Written } from '../../port/entry-calls.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import { referenceTo } from '../reference-to.ts';
import { attachmentFacts } from './message-view.ts';
import type { OpenMessage } from './opened-messages.ts';
import { withWritten } from './filed-records.ts';
import { newVaccines } from './new-vaccines.ts';
import { originOfBytes, withChannel } from './origin-of-bytes.ts';
import { readArchive, type ArchivedDocument } from './read-archive.ts';
import { structuredKind } from './structured-kind.ts';

/** Identifier of a document that a message brought: the message and the place of its attachment. */
const filedSystem = 'urn:etanche:v1:message-attachment';

type Content = {
  /** The place of an attachment, of a document in an attached archive, or `text` or `document`. */
  readonly place: string;
  /** The places under which an earlier filing has it: of an archive as one file. */
  readonly earlier: readonly string[];
  readonly facts: DocumentFacts;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly origin: DocumentOrigin | null;
  /** Observations and reports of the message's document that are filed with this part. */
  readonly results: readonly BundleEntry[];
};

/**
 * Files what a message brought: its attachments as documents, each verified document of an IHE_XDM archive as one of its
 * own, or its text if it has none, its results with the exact digits of the sender, and the vaccinations that the file
 * lacks. The same message again writes nothing twice. A document that says which version it is takes the place of the
 * earlier one from the same practice, as a document of the gateway does: that of the message with its results, and each
 * attachment.
 *
 * The written records stay in `message.unfinished` until the caller removes them: after a failure, the next call into the
 * same file returns them too.
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
  const { message: id, sender } = message.received.message;
  const contents = await contentsOf(message, `practice:${sender.practice}`);
  const noteWritten = (ids: readonly string[]): void => {
    const filed = message.unfinished.get(file.scope) ?? new Map<string, Written>();
    message.unfinished.set(
      file.scope,
      withWritten(filed, ids, (one) => file.resource(one)?.version ?? null),
    );
  };
  let isAdded = false;
  /** The vaccinations go with the first document that is written. */
  const vaccinations = (): Change[] => (isAdded ? [] : newVaccines(message.read, file, author, vaccines));
  for (const { place, earlier, facts, bytes, contentType, origin, results } of contents) {
    const identifier = [{ system: filedSystem, value: `${id}/${place}` }];
    const context = { patient: referenceTo(file), author, at: withPracticeOffset(practiceClock()) };
    const filed = await fileVersion(file, {
      ...{ content: Uint8Array.from(bytes), contentType, origin },
      known: () =>
        Promise.resolve(
          filedDocument(
            file,
            [place, ...earlier].map((one) => `${id}/${one}`),
          ),
        ),
      results: () =>
        origin === null || results.length === 0
          ? { built: [], updates: [], updated: [] }
          : planSentResults(file, origin, results, newRecordId),
      alongside: vaccinations,
      document: (stored) => ({
        ...buildDocument(facts, stored, null, context),
        resourceType: 'DocumentReference',
        identifier,
      }),
    });
    isAdded ||= !filed.isRepeated;
    noteWritten(filed.written);
  }
  const added = vaccinations();
  if (added.length > 0) noteWritten(await file.write(added));
  return Array.from(message.unfinished.get(file.scope)?.values() ?? []);
}

/**
 * The parts of a message to file. Its results are those of its own document, and so is its statement about its versions:
 * both go with the first part that states no version itself, else with the document. @param channel the verified sender
 */
async function contentsOf({ opened, read }: OpenMessage, channel: string): Promise<Content[]> {
  const { body } = opened;
  const parts = await Promise.all(
    body.attachments.map(async (_, place): Promise<Content[]> => {
      const bytes = new Uint8Array(await new Response((await opened.attachment(place)) as BodyInit).arrayBuffer());
      const archive = structuredKind(bytes) === 'archive' ? readArchive(bytes, opened.message.time) : null;
      if (archive !== null) return archive.documents.map((one) => archivedContent(one, place, channel));
      const [origin, facts] = [originOfBytes(bytes, channel), attachmentFacts(opened, read, place)];
      return [
        { ...{ place: String(place), earlier: [], bytes, contentType: typeOf(bytes), origin, facts, results: [] } },
      ];
    }),
  );
  const attached = parts.flat();
  const facts = attachmentFacts(opened, read, null);
  const words = read.texts.map(({ title, text: said }) => [title, said].filter(Boolean).join('\n')).join('\n\n');
  const said = utf8(words);
  const letter: Content = {
    ...{ place: 'text', earlier: [], facts, bytes: said, contentType: typeOf(said), origin: null, results: [] },
  };
  const contents = attached.length > 0 || words === '' ? attached : [letter];
  if (read.origin === null || read.measured.length === 0) return contents;
  const own = { origin: { ...read.origin, sender: channel }, results: read.measured };
  const first = contents.find(({ origin }) => origin === null);
  if (first !== undefined) return contents.map((one) => (one === first ? { ...one, ...own } : one));
  const document = {
    place: 'document',
    earlier: [],
    facts,
    bytes: utf8(body.document),
    contentType: 'application/fhir+json',
  } as const;
  return [...contents, { ...document, ...own }];
}

/** A document of an archive. One that was filed with its archive, as one file, is not filed again. */
function archivedContent({ path, bytes, facts, origin }: ArchivedDocument, place: number, channel: string): Content {
  return {
    ...{ place: `${place}/${path}`, earlier: [String(place)], bytes, contentType: typeOf(bytes), facts, results: [] },
    origin: origin === null ? null : withChannel(origin, channel),
  };
}

function typeOf(bytes: Uint8Array): string {
  return recogniseDocument(bytes).type ?? 'application/octet-stream';
}

/** Record id of the document of a message's part; null if the file has none. @param values of its identifier */
function filedDocument(file: PatientFile, values: readonly string[]): string | null {
  const found = file
    .resources()
    .find(({ resource }) =>
      objects(resource['identifier']).some(
        (one) => one['system'] === filedSystem && values.includes(text(one['value']) ?? ''),
      ),
    );
  return found?.id ?? null;
}
