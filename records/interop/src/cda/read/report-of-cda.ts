import { stateOfAll } from '../../results/abnormal.ts';
import type { ReceivedReport, SentParty } from '../../results/received-report.ts';
import type { CdaId, CdaOrganization, CdaProfessional } from '../cda-types.ts';
import type { CdaDocument, CdaSection } from './cda-document.ts';
import { plainText } from './narrative.ts';

/**
 * The results of a laboratory report (CR-BIO, IHE XD-LAB), in the form in which those of HPRIM and HL7 v2 come too.
 * Null for a document without results; its narrative and files are in the document.
 */
export function reportOfCda(document: CdaDocument): ReceivedReport | null {
  const { results, body, patient, authors, authenticator, events, recipients } = document;
  if (!results.some(({ kind }) => kind === 'result')) return null;
  const [author] = authors;
  const sections = body.kind === 'sections' ? body.sections : [];
  const states = results.flatMap((item) => (item.kind === 'result' ? [item.state] : []));
  const state = stateOfAll(states);
  const isReplacement = document.replaces.length > 0 && state === 'final';
  return {
    format: 'cda',
    messageId: idText(document.id),
    sentAt: document.time,
    sender: organizationParty(author?.professional.organization ?? document.custodian),
    addressee: recipients[0] === undefined ? null : personParty(recipients[0]),
    patient: patient.identity,
    requests: [
      {
        id: idText(document.setId) ?? idText(document.id),
        orderId: null,
        name: document.title,
        requestedAt: null,
        sampledAt: events[0]?.start ?? null,
        issuedAt: document.time,
        validatedAt: authenticator?.time ?? null,
        prescriber: null,
        validator: authenticator === null ? null : personParty(authenticator.professional),
        state: isReplacement ? 'corrected' : state,
        items: [...results, ...narrativeItems(sections)],
        attachments: sections.flatMap(attachmentsOf),
      },
    ],
    faults: document.unread.some(({ reason }) => reason === 'laboratory_unread') ? ['line_unread'] : [],
  };
}

/** The words of the sections, which may say more than their results. */
function narrativeItems(sections: readonly CdaSection[]): { kind: 'text'; text: string }[] {
  return sections.flatMap(({ blocks, sections: inner }) => {
    const text = plainText(blocks);
    return [...(text === '' ? [] : [{ kind: 'text' as const, text }]), ...narrativeItems(inner)];
  });
}

function attachmentsOf({ media, title, sections }: CdaSection): ReceivedReport['requests'][number]['attachments'] {
  const own = media.map(({ mediaType, bytes }) => ({ mediaType, title, bytes: Uint8Array.from(bytes) }));
  return [...own, ...sections.flatMap(attachmentsOf)];
}

function organizationParty(organization: CdaOrganization | null): SentParty | null {
  return organization === null ? null : { id: organization.id?.extension ?? null, name: organization.name };
}

function personParty(person: CdaProfessional): SentParty {
  return { id: person.id?.extension ?? null, name: personName(person) };
}

/** `DR Hélène ARNAUD`; null without any name. */
export function personName({ title, given, family }: CdaProfessional): string | null {
  return [title, given, family].filter(Boolean).join(' ') || null;
}

/** `root` or `root^extension`, as XDS writes the identifier of a document. */
export function idText(id: CdaId | null): string | null {
  if (id === null) return null;
  return id.extension === null ? id.root : `${id.root}^${id.extension}`;
}
