import { createRecordsData, type PatientFile } from '@etanche/records-client';
import { synthesisOf } from '@etanche/records-fhir';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, openFromAll, openMail } from './mail.ts';
import { given, recordOf, sendToDoctor } from './sent-documents.ts';
import { panelOf } from './transfer-desk.ts';

const repevax = given('REPEVAX', '2019-05-02', 'R2001');
const priorix = given('PRIORIX', '2020-06-09', 'P77');
const boostrix = given('BOOSTRIXTETRA', '2025-01-15', 'B9');
const attached = { title: 'Carnet de vaccination', contentType: 'application/xml' } as const;

async function lotsOf(file: PatientFile): Promise<readonly (string | null)[]> {
  await file.refresh();
  return synthesisOf(file.resources()).vaccines.map(({ lot }) => lot);
}

export function testAttachedVaccines(stage: OpenApplication): void {
  test('of an attached CDA document are added with those of the message, each once, and taken back', async () => {
    const client = await stage.application.signIn('arnaud');
    const file = await createRecordsData(client).patients.open(stage.application.files[23]?.scope ?? '');
    const { resource: patient } = file.patient();
    const before = await lotsOf(file);
    const record = recordOf(patient.resource, [repevax, priorix, boostrix]);
    await sendToDoctor(stage, patient, 'Vaccins de l’enfance', { ...attached, bytes: record, vaccines: [boostrix] });
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Vaccins de l’enfance');
    const shown = panelOf(page).getByRole('region', { name: 'Vaccinations du message' }).getByRole('listitem');
    await expect.poll(() => shown.count()).toBe(4);
    const texts = (await shown.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toEqual([
      expect.stringMatching(/BOOSTRIXTETRA.*lot B9.*Sera ajoutée au carnet/),
      expect.stringMatching(/BOOSTRIXTETRA.*lot B9.*Déjà dans le carnet/),
      expect.stringMatching(/PRIORIX.*lot P77.*Sera ajoutée au carnet/),
      expect.stringMatching(/REPEVAX.*lot R2001.*Sera ajoutée au carnet/),
    ]);
    await expectAccessible(page);
    await panelOf(page)
      .getByRole('button', { name: /, classer/ })
      .press('Enter');
    await page.getByText(/3\svaccinations ajoutées$/).waitFor();
    expect((await lotsOf(file)).toSorted()).toEqual([...before, 'B9', 'P77', 'R2001'].toSorted());
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await lotsOf(file)).toEqual(before);
    expect(visitor.troubles).toEqual([]);
  });

  test('of a CDA document with another birth date are added only after a person confirmed it', async () => {
    const client = await stage.application.signIn('arnaud');
    const file = await createRecordsData(client).patients.open(stage.application.files[23]?.scope ?? '');
    const { resource: patient } = file.patient();
    const before = await lotsOf(file);
    const record = recordOf(patient.resource, [priorix], { traits: { birthDate: '1951-02-03' } });
    await sendToDoctor(stage, patient, 'Carnet à vérifier', { ...attached, bytes: record, vaccines: [boostrix] });
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openFromAll(page, 'Carnet à vérifier');
    const panel = panelOf(page);
    await panel.getByText('L’écart vient d’un document joint.').waitFor();
    await panel.getByRole('row', { name: /03\/02\/1951/ }).waitFor();
    expect(await panel.getByRole('button', { name: /, classer/ }).count()).toBe(0);
    expect(await lotsOf(file)).toEqual(before);
    await panel.getByRole('button', { name: 'Classer malgré les différences' }).press('Enter');
    await page.getByText(/2\svaccinations ajoutées$/).waitFor();
    expect((await lotsOf(file)).toSorted()).toEqual([...before, 'B9', 'P77'].toSorted());
    expect(visitor.troubles).toEqual([]);
  });

  test('of a CDA document that waits for its patient are added when it is assigned', async () => {
    const client = await stage.application.signIn('arnaud');
    const data = createRecordsData(client);
    const file = await data.patients.open(stage.application.files[23]?.scope ?? '');
    const before = await lotsOf(file);
    expect(before).toContain('P77');
    const report = {
      content: Uint8Array.from(recordOf(file.patient().resource.resource, [repevax, priorix])),
      ...{ contentType: 'application/xml', from: 'PMI de Quimper', origin: null },
      facts: { title: attached.title, kind: 'report', date: '2026-11-20' },
      at: new Date(client.environment.now()).toISOString(),
    } as const;
    await data.waiting.store(report, 'not_certain');
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openMail(page);
    await page.getByRole('button', { name: /^À rattacher/ }).click();
    await page.getByRole('list', { name: 'Documents à rattacher' }).getByRole('button').first().press('Enter');
    const shown = panelOf(page).getByRole('region', { name: 'Vaccinations du message' }).getByRole('listitem');
    await expect.poll(() => shown.count()).toBe(2);
    const texts = (await shown.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toEqual([
      expect.stringMatching(/PRIORIX.*lot P77.*Déjà dans le carnet/),
      expect.stringMatching(/REPEVAX.*lot R2001.*Sera ajoutée au carnet/),
    ]);
    await panelOf(page)
      .getByRole('button', { name: /, classer/ })
      .press('Enter');
    await page.getByText(/1\svaccination ajoutée$/).waitFor();
    expect((await lotsOf(file)).toSorted()).toEqual([...before, 'R2001'].toSorted());
    expect(visitor.troubles).toEqual([]);
  });
}
