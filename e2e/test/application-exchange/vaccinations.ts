import { createRecordsData, type PatientFile } from '@etanche/records-client';
import { buildVaccine, synthesisOf } from '@etanche/records-fhir';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, openFromAll } from './mail.ts';
import { panelOf, sharedFile } from './transfer-desk.ts';

type Given = readonly [name: string, date: string, lot: string | null];
const repevax: Given = ['REPEVAX', '2019-05-02', 'R2001'];
const revaxis: Given = ['REVAXIS', '2024-03-11', 'V3310'];
const vaxigrip: Given = ['VAXIGRIP', '2026-10-12', 'U3J71'];

/** Writes vaccinations into a file. One without a lot was given elsewhere. */
async function give(file: PatientFile, vaccines: readonly Given[]): Promise<void> {
  const { id, resource: patient } = file.patient().resource;
  const reference = `Patient/${typeof patient['id'] === 'string' ? patient['id'] : id}`;
  const context = { patient: reference, author: 'Dr Arnaud', recorded: '2026-11-01T10:00:00+01:00' };
  await file.write(
    vaccines.map(([name, date, lot]) => {
      const place = { site: 'LA', route: 'IM', dose: null, refusal: null, note: null } as const;
      const facts = { ...place, cis: null, name, date, lot, expiry: null, isGivenHere: lot !== null };
      return { kind: 'create', resource: buildVaccine(facts, context) } as const;
    }),
  );
}

async function vaccinesOf(file: PatientFile): Promise<readonly (readonly [string, string | null, boolean])[]> {
  await file.refresh();
  return synthesisOf(file.resources()).vaccines.map(({ name, lot, facts }) => [name, lot, facts.isGivenHere]);
}

function documentsOf(file: PatientFile): number {
  return file.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference').length;
}

/** The files of one person in both practices; the demonstration says nothing else of them there. */
async function filesOfOne(
  stage: OpenApplication,
): Promise<{ readonly theirs: PatientFile; readonly file: PatientFile }> {
  const theirs = await sharedFile(stage);
  const { card } = theirs.patient();
  const reader = createRecordsData(await stage.application.signIn('legall'));
  const answer = await reader.patients.search(
    `${card.familyNames[0] ?? ''} ${card.givenNames[0] ?? ''} ${card.birthDate ?? ''}`,
  );
  if (answer.answer !== 'found' || answer.cards[0] === undefined) throw new Error('the cardiologist has the patient');
  return { theirs, file: await reader.patients.open(answer.cards[0].scope) };
}

/** Sends the vaccination record of a file on screen. */
async function sendRecord(page: Page, { scope }: PatientFile): Promise<void> {
  await page.evaluate((of) => {
    location.hash = `#/patients/${of}`;
  }, scope);
  await page.getByRole('tab', { name: /^Vaccins/ }).click();
  await page
    .getByRole('region', { name: 'Carnet de vaccination' })
    .getByRole('button', { name: /^Envoyer/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
  await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
  await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
}

export function testVaccinations(stage: OpenApplication): void {
  test('is filed with the vaccinations that the file lacks, which are shown before, and taken back with them', async () => {
    const { theirs, file } = await filesOfOne(stage);
    await give(theirs, [repevax, revaxis, vaxigrip]);
    await give(file, [repevax, ['VAXIGRIP', '2026-10-12', null]]);
    const documents = documentsOf(file);
    await using sender = await atWork(stage, doctor);
    await sendRecord(sender.page, theirs);
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    await openFromAll(page, 'Carnet de vaccination');
    const shown = panelOf(page).getByRole('region', { name: 'Vaccinations du message' }).getByRole('listitem');
    await expect.poll(() => shown.count()).toBe(3);
    const texts = await shown.allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/VAXIGRIP.*lot U3J71.*Sera ajoutée : le carnet en a une autre de ce jour/),
      expect.stringMatching(/REVAXIS.*lot V3310.*Sera ajoutée au carnet/),
      expect.stringMatching(/REPEVAX.*lot R2001.*Déjà dans le carnet/),
    ]);
    await expectAccessible(page);
    await panelOf(page)
      .getByRole('button', { name: /, classer/ })
      .press('Enter');
    await page.getByText(/2\svaccinations ajoutées$/).waitFor();
    expect(await vaccinesOf(file)).toEqual([
      ['VAXIGRIP', null, false],
      ['VAXIGRIP', 'U3J71', false],
      ['REVAXIS', 'V3310', false],
      // That of the file itself, as it was.
      ['REPEVAX', 'R2001', true],
    ]);
    expect(documentsOf(file)).toBe(documents + 1);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await vaccinesOf(file)).toEqual([
      ['VAXIGRIP', null, false],
      ['REPEVAX', 'R2001', true],
    ]);
    expect(documentsOf(file)).toBe(documents);
    for (const { troubles } of [sender, reader]) expect(troubles).toEqual([]);
  });

  test('adds nothing that a person has not seen: what a colleague adds meanwhile is compared again', async () => {
    const { file } = await filesOfOne(stage);
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    await openFromAll(page, 'Carnet de vaccination');
    const panel = panelOf(page);
    const [added, known] = [panel.getByText(/^Sera ajoutée/), panel.getByText('Déjà dans le carnet')];
    await expect.poll(() => added.count()).toBe(2);
    await give(file, [revaxis]);
    const before = file.sequence();
    await panel.getByRole('button', { name: /, classer/ }).press('Enter');
    await expect.poll(() => known.count()).toBe(2);
    await file.refresh();
    expect([file.sequence(), await added.count()]).toEqual([before, 1]);
    await panel.getByRole('button', { name: /, classer/ }).press('Enter');
    await page.getByText(/1\svaccination ajoutée$/).waitFor();
    expect((await vaccinesOf(file)).map(([name]) => name)).toEqual(['VAXIGRIP', 'VAXIGRIP', 'REVAXIS', 'REPEVAX']);
    expect(reader.troubles).toEqual([]);
  });
}
