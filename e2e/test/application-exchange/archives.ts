import { randomBytes, randomUUID } from 'node:crypto';
import { createRecordsData, type PatientFile } from '@etanche/records-client';
import { displayName, readDocument, versionStateOf, type Resource } from '@etanche/records-fhir';
import { writeLevelOne, writeXdm } from '@etanche/records-interop';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, openFromAll } from './mail.ts';
import { draftOf, recordOf, sendToDoctor } from './sent-documents.ts';
import { panelOf } from './transfer-desk.ts';

const attached = { title: 'Dossier IHE_XDM', contentType: 'application/zip' } as const;
const set = { root: '2.25.3', extension: randomUUID() };
const version = (number: number): { root: string; extension: string } => ({
  root: '2.25.4',
  extension: `${set.extension}.${number}`,
});

function archiveOf(documents: readonly Uint8Array[]): Uint8Array {
  return writeXdm({
    documents: documents.map((bytes) => ({ bytes, masking: 'everyone', isDeletion: false })),
    ...{ uniqueId: '2.25.5', sourceId: '2.25.6', time: '2026-11-20T09:35:00+01:00' },
    sender: {
      ...{ name: 'Dr Yann Le Gall', organization: 'Cardiologie du Frout', addressLines: ['Quimper'], phone: null },
      ...{ software: 'Autre', version: '1', editor: 'Autre' },
    },
  });
}

/** The archive with one byte of its last document changed. */
function damaged(archive: Uint8Array): Uint8Array {
  const at = Buffer.from(archive).indexOf('DOC00002.XML') + 200;
  return archive.with(at, (archive[at] ?? 0) ^ 0xff);
}

/** A scan of so many bytes that a message is shown before its attachments were read. */
function largeScan(patient: Resource): Uint8Array {
  const head = Buffer.from('%PDF-1.4\n<pdfaid:part>1</pdfaid:part>\n');
  const pdf = Buffer.concat([head, randomBytes(4_400_000), Buffer.from('\n%%EOF\n')]);
  return writeLevelOne(draftOf(patient, { title: `Radiographie ${set.extension}` }), pdf);
}

/** Titles, kinds, days and states of the documents of these tests. */
async function documentsOf(file: PatientFile): Promise<readonly string[]> {
  await file.refresh();
  return file
    .resources()
    .flatMap(({ resource, text }) =>
      resource.resourceType === 'DocumentReference' && text.includes(set.extension) ? [lineOf(resource)] : [],
    )
    .toSorted();
}

function lineOf(resource: Resource): string {
  const { title, kind, date } = readDocument(resource);
  return [title, kind, date, versionStateOf(resource)].join(', ');
}

export function testArchives(stage: OpenApplication): void {
  test('is filed with each verified document as one of its own, says what it leaves out, and is taken back whole', async () => {
    const client = await stage.application.signIn('arnaud');
    const file = await createRecordsData(client).patients.open(stage.application.files[22]?.scope ?? '');
    const { resource: patient, card } = file.patient();
    const count = (): number => file.resources().length;
    await file.refresh();
    const before = count();
    const first = recordOf(patient.resource, [], { id: version(1), setId: set, title: 'Carnet de 2025' });
    const other = recordOf(patient.resource, [], { title: 'Autre carnet' });
    await sendToDoctor(stage, patient, 'Carnets archivés', { ...attached, bytes: damaged(archiveOf([first, other])) });
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Carnets archivés');
    const shown = panelOf(page).getByRole('region', { name: 'Documents de l’archive' }).getByRole('listitem');
    await expect.poll(() => shown.count()).toBe(2);
    const texts = (await shown.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toEqual([
      expect.stringMatching(/Carnet de 2025 Compte rendu · 20 novembre 2026 Sera classé$/),
      expect.stringMatching(/DOC00002\.XML Ne sera pas classé\. Le fichier est abîmé ou coupé\.$/),
    ]);
    await expectAccessible(page);
    const put = panelOf(page).getByRole('button', { name: /, classer/ });
    const done = page.getByRole('complementary', { name: 'Classé' });
    await put.press('Enter');
    await done.waitFor();
    expect(await documentsOf(file)).toEqual(['Carnet de 2025, report, 2026-11-20, current']);
    expect(count()).toBe(before + 1);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await documentsOf(file)).toEqual([]);
    await put.press('Enter');
    await done.waitFor();
    // The same message again has nothing new.
    await page.getByRole('button', { name: 'Classer dans un autre dossier' }).click();
    const search = page.getByRole('combobox', { name: 'Chercher un autre patient' });
    await search.fill(`${displayName(card)} ${card.birthDate ?? ''}`);
    await search.press('Enter');
    await page.getByRole('option').first().press('Enter');
    await put.press('Enter');
    await expect.poll(() => put.count()).toBe(0);
    await done.getByText(displayName(card)).waitFor();
    expect(await documentsOf(file)).toEqual(['Carnet de 2025, report, 2026-11-20, current']);
    expect(count()).toBe(before + 1);
    expect(visitor.troubles).toEqual([]);
  });

  test('of many bytes with a new version of a document takes its place', async () => {
    const client = await stage.application.signIn('arnaud');
    const file = await createRecordsData(client).patients.open(stage.application.files[22]?.scope ?? '');
    const { resource: patient } = file.patient();
    const second = recordOf(patient.resource, [], {
      ...{ id: version(2), setId: set, version: 2, replaces: version(1), title: 'Carnet de 2026' },
    });
    await sendToDoctor(stage, patient, 'Carnet à jour', {
      ...attached,
      bytes: archiveOf([second, largeScan(patient.resource)]),
    });
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Carnet à jour');
    await panelOf(page).getByText('Radiographie').waitFor();
    await panelOf(page)
      .getByRole('button', { name: /, classer/ })
      .press('Enter');
    await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    expect(await documentsOf(file)).toEqual([
      'Carnet de 2025, report, 2026-11-20, superseded',
      'Carnet de 2026, report, 2026-11-20, current',
      `Radiographie ${set.extension}, report, 2026-11-20, current`,
    ]);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await documentsOf(file)).toEqual(['Carnet de 2025, report, 2026-11-20, current']);
    expect(visitor.troubles).toEqual([]);
  });
}
