import { isEtancheError } from '@etanche/core-wire';
import { foldName } from '@etanche/records-fhir';
import {
  readCda,
  readXdm,
  type CdaDocument,
  type CdaSection,
  type CdaSignature,
  type SentIdentity,
  type Trait,
} from '@etanche/records-interop';
import type { DocumentContent } from '../../port/document-calls.ts';
import { recogniseDocument } from '../../port/recognise-document.ts';
import type { CdaView, SectionView, StructuredDocument } from '../../port/structured-document.ts';
import { traitTexts } from './read-document.ts';
import { structuredKind, structuredLimits } from './structured-kind.ts';

/**
 * Reads an attachment that is a CDA document or an archive. Null for bytes of another kind.
 *
 * @param sent the patient of the message; null if it names none
 */
export function readStructuredDocument(bytes: Uint8Array, sent: SentIdentity | null): StructuredDocument | null {
  const of = structuredKind(bytes);
  if (of === null) return null;
  try {
    if (of === 'cda') return { kind: 'cda', document: cdaView(readCda(bytes, structuredLimits.xml), sent) };
    const { documents, rejected } = readXdm(bytes, structuredLimits);
    const files = documents.map(({ path, entry, cda, isVerified, bytes: content }) => ({
      ...{ path, isVerified, content: contentOf(content) },
      title: cda?.title ?? entry?.title ?? null,
      cda: cda === null ? null : cdaView(cda, sent),
    }));
    return { kind: 'archive', files, rejected };
  } catch (error) {
    if (!isEtancheError(error)) throw error;
    return { kind: 'unreadable', of, code: error.code };
  }
}

function cdaView(document: CdaDocument, sent: SentIdentity | null): CdaView {
  const { title, type, time, authors, patient, body, unread } = document;
  const traits = traitTexts(patient.identity);
  const { usedFamilyName, birthFamilyName, familyName, givenNames } = patient.identity;
  const name = [usedFamilyName ?? birthFamilyName ?? familyName, givenNames[0]].filter(Boolean).join(' ');
  return {
    ...{ title, type: type?.name ?? null, date: time, authors: authors.map(authorName).filter(Boolean) },
    ...{ patient: { name, traits }, differing: sent === null ? [] : differing(traitTexts(sent), traits) },
    body:
      body.kind === 'file'
        ? { kind: 'file', content: contentOf(body.bytes) }
        : body.kind === 'sections'
          ? { kind: 'sections', sections: body.sections.map(sectionView) }
          : { kind: 'none' },
    hasUnread: unread.length > 0,
  };
}

function sectionView({ title, isUnknown, blocks, media, sections }: CdaSection): SectionView {
  return {
    ...{ title, isUnknown, blocks },
    media: media.flatMap(({ id, bytes }) => (id === null ? [] : [{ id, content: contentOf(bytes) }])),
    sections: sections.map(sectionView),
  };
}

function contentOf(bytes: Uint8Array): DocumentContent {
  return { bytes, type: recogniseDocument(bytes).type };
}

function authorName({ professional: { title, given, family, organization } }: CdaSignature): string {
  const person = [title, given, family].filter(Boolean).join(' ');
  return [person, organization?.name].filter(Boolean).join(', ');
}

const names: readonly Trait[] = ['birth_family_name', 'family_name', 'given_name'];

/** Traits that both name, and differently. */
function differing(one: CdaView['patient']['traits'], other: CdaView['patient']['traits']): Trait[] {
  return (Object.keys(one) as Trait[]).filter((trait) => {
    const [a, b] = [one[trait], other[trait]];
    if (a === undefined || b === undefined) return false;
    return names.includes(trait) ? foldName(a) !== foldName(b) : a !== b;
  });
}
