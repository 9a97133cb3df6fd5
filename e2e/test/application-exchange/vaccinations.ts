import { createRecordsData, type PatientFile } from '@etanche/records-client';
import { syntheticPractice } from '@etanche/demo';
import { buildPatient, buildVaccine, synthesisOf, type Resource } from '@etanche/records-fhir';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { cardiologist, doctor, openFromAll } from './mail.ts';
import { panelOf } from './transfer-desk.ts';

const context = { patient: 'Patient/p1', author: 'Dr Arnaud', recorded: '2026-11-01T10:00:00+01:00' };
const vaccine = (name: string, date: string, lot: string | null): Resource =>
  buildVaccine(
    {
      ...{ cis: null, name, date, lot, expiry: null, site: 'LA', route: 'IM', dose: null, isGivenHere: lot !== null },
      ...{ refusal: null, note: null },
    },
    context,
  );
const repevax = vaccine('REPEVAX', '2019-05-02', 'R2001');
const revaxis = vaccine('REVAXIS', '2024-03-11', 'V3310');
const vaxigrip = vaccine('VAXIGRIP', '2026-10-12', 'U3J71');

async function vaccinesOf(file: PatientFile): Promise<readonly (readonly [string, string | null, boolean])[]> {
  await file.refresh();
  return synthesisOf(file.resources()).vaccines.map(({ name, lot, facts }) => [name, lot, facts.isGivenHere]);
}

function documentsOf(file: PatientFile): number {
  return file.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference').length;
}

/** One person with a file in each practice, and their vaccination record on its way from the first to the second. */
async function sentRecord(stage: OpenApplication, page: Page, seed: string, own: readonly Resource[]) {
  const [made] = syntheticPractice({ seed, patients: 1, resourcesPerPatient: 1, today: '2026-11-30' });
  if (made === undefined) throw new Error('one patient was made');
  const patient = buildPatient('p1', made.traits);
  const theirs = await createRecordsData(await stage.application.signIn('arnaud')).patients.create(patient, [
    repevax,
    revaxis,
    vaxigrip,
  ]);
  const file = await createRecordsData(await stage.application.signIn('legall')).patients.create(patient, own);
  await page.evaluate((of) => {
    location.hash = `#/patients/${of}`;
  }, theirs.scope);
  await page.getByRole('tab', { name: /^Vaccins/ }).click();
  await page
    .getByRole('region', { name: 'Carnet de vaccination' })
    .getByRole('button', { name: /^Envoyer/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: new RegExp(cardiologist) }).click();
  await dialog.getByRole('button', { name: `Envoyer à ${cardiologist}` }).click();
  await page.getByText(`Envoyé à ${cardiologist}`).waitFor();
  return file;
}

export function testVaccinations(stage: OpenApplication): void {
  test('is filed with the vaccinations that the file lacks, which are shown before, and taken back with them', async () => {
    await using sender = await atWork(stage, doctor);
    const file = await sentRecord(stage, sender.page, 'record', [repevax, vaccine('VAXIGRIP', '2026-10-12', null)]);
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
    expect(documentsOf(file)).toBe(1);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await vaccinesOf(file)).toEqual([
      ['VAXIGRIP', null, false],
      ['REPEVAX', 'R2001', true],
    ]);
    expect(documentsOf(file)).toBe(0);
    for (const { troubles } of [sender, reader]) expect(troubles).toEqual([]);
  });

  test('adds nothing that a person has not seen: what a colleague adds meanwhile is compared again', async () => {
    await using sender = await atWork(stage, doctor);
    const file = await sentRecord(stage, sender.page, 'meanwhile', []);
    await using reader = await atWork(stage, cardiologist);
    const { page } = reader;
    await openFromAll(page, 'Carnet de vaccination');
    const panel = panelOf(page);
    const added = panel.getByText('Sera ajoutée au carnet');
    await expect.poll(() => added.count()).toBe(3);
    await file.write([{ kind: 'create', resource: revaxis }]);
    const before = file.sequence();
    await panel.getByRole('button', { name: /, classer/ }).press('Enter');
    await panel.getByText('Déjà dans le carnet').waitFor();
    await file.refresh();
    expect([file.sequence(), await added.count()]).toEqual([before, 2]);
    await panel.getByRole('button', { name: /, classer/ }).press('Enter');
    await page.getByText(/2\svaccinations ajoutées$/).waitFor();
    expect((await vaccinesOf(file)).map(([name]) => name)).toEqual(['VAXIGRIP', 'REVAXIS', 'REPEVAX']);
    for (const { troubles } of [sender, reader]) expect(troubles).toEqual([]);
  });
}
