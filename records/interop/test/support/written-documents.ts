import { typeOfDocument, writeLevelOne, writeVaccinationRecord, writeVsm, type CdaCode } from '../../src/index.ts';
import { countedIds, sampleDraft, samplePdf } from './sample-draft.ts';
import { sampleFile } from './sample-file.ts';

export function typeNamed(code: string): CdaCode {
  const type = typeOfDocument(code);
  if (type === null) throw new Error(`the value set has no ${code}`);
  return type;
}

/** The documents of `fixtures/written`, by name. */
export const writtenDocuments: Readonly<Record<string, () => Uint8Array>> = {
  'letter.xml': () => writeLevelOne(sampleDraft(), samplePdf),
  'synthesis.xml': () =>
    writeVsm(
      sampleDraft({ type: typeNamed('SYNTH'), title: 'Synthèse médicale', recipients: [] }),
      sampleFile,
      { attention: ['Ne pas arrêter le ramipril sans avis'], work: ['Exposition à l’amiante'] },
      countedIds(),
    ),
  'vaccinations.xml': () =>
    writeVaccinationRecord(
      sampleDraft({ type: typeNamed('11369-6'), title: 'Carnet de vaccination', recipients: [] }),
      sampleFile,
      countedIds(),
    ),
};
