import { writeLevelOne, writeXdm, type XdmDraft } from '../../src/index.ts';
import { sampleDraft, samplePdf } from './sample-draft.ts';

/** An archive to write with these documents, for everyone. */
export function sampleXdm(documents: readonly Uint8Array[]): XdmDraft {
  return {
    documents: documents.map((bytes) => ({ bytes, masking: 'everyone', isDeletion: false })),
    uniqueId: '1.2.3.4.567.20.1',
    sourceId: '1.2.3.4.567',
    time: '2026-11-22T10:05:00+01:00',
    sender: {
      name: 'Dr Hélène Arnaud',
      organization: 'Cabinet du Port & Associés',
      addressLines: ['3 quai des Indes', '56100 Lorient'],
      phone: '02 97 00 00 00',
      software: 'Étanche',
      version: '0.1.0',
      editor: 'Étanche',
    },
  };
}

/** Two letters of one patient: a new one, and a second version that the patient does not see. */
export function sampleArchive(): Uint8Array {
  const first = writeLevelOne(sampleDraft(), samplePdf);
  const id = (extension: string): { root: string; extension: string } => ({ root: '1.2.3.4.567.10', extension });
  const second = writeLevelOne(
    sampleDraft({ id: id('2.2'), setId: id('2'), version: 2, replaces: id('2.1') }),
    samplePdf,
  );
  const draft = sampleXdm([first]);
  return writeXdm({
    ...draft,
    documents: [...draft.documents, { bytes: second, masking: 'professionals_only', isDeletion: false }],
  });
}
