import { randomUUID } from 'node:crypto';
import {
  createRecordsData,
  listInbox,
  readDirectories,
  sealMessage,
  verifyCorrespondent,
  type PatientFile,
} from '@etanche/records-client';
import {
  buildPatient,
  buildVaccine,
  readPatient,
  synthesisOf,
  type PatientTraits,
  type Resource,
  type VaccineFacts,
} from '@etanche/records-fhir';
import { cdaOids, typeOfDocument, writeVaccinationRecord, type CdaDraft } from '@etanche/records-interop';
import { writeMessageDocument } from '@etanche/records-web';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, openFromAll } from './mail.ts';
import { panelOf } from './transfer-desk.ts';

const signed = '2026-11-20T09:30:00+01:00';
const author = 'Dr Yann Le Gall';
const given = (name: string, date: string, lot: string): VaccineFacts => ({
  ...{ cis: null, name, date, lot, expiry: null, site: 'LA', route: 'IM', dose: null },
  ...{ isGivenHere: true, refusal: null, note: null },
});
const repevax = given('REPEVAX', '2019-05-02', 'R2001');
const priorix = given('PRIORIX', '2020-06-09', 'P77');
const boostrix = given('BOOSTRIXTETRA', '2025-01-15', 'B9');
const context = { patient: 'Patient/sent', author, recorded: signed };

/** The vaccination record of a patient as another program of the cardiologist writes it. */
function recordOf(patient: Resource, facts: readonly VaccineFacts[], other: Partial<PatientTraits>): Uint8Array {
  const type = typeOfDocument('11369-6');
  if (type === null) throw new RangeError('the value set has no vaccination records');
  const organization = { name: 'Cardiologie du Frout', phone: null, address: null, setting: null };
  const practice = { ...organization, id: { root: cdaOids.structure, extension: '1290000001' } };
  const professional = {
    ...{ id: { root: cdaOids.person, extension: '810002422979' }, profession: null, family: 'LE GALL', given: 'Yann' },
    ...{ title: 'DR', phone: null, address: null, organization: practice },
  };
  const by = { time: signed, professional };
  const traits = { ...readPatient(patient), localId: { system: 'urn:oid:1.2.3.4.567.61', value: '1' }, ...other };
  const draft: CdaDraft = {
    ...{ id: { root: '2.25.1', extension: randomUUID() }, setId: { root: '2.25.2', extension: randomUUID() } },
    ...{ version: 1, replaces: null, type, title: 'Carnet de vaccination', time: signed, confidentiality: 'N' },
    patient: { ...buildPatient('sent', traits), resourceType: 'Patient' },
    ...{ author: by, custodian: practice, authenticator: by, recipients: [] },
    ...{ event: { code: null, start: signed, end: null } },
    facility: { code: 'SA07', system: cdaOids.facilityType, name: 'Cabinet individuel' },
  };
  const resources = facts.map((one) => buildVaccine(one, context));
  return writeVaccinationRecord(draft, resources, randomUUID);
}

/** A message to the doctor with one vaccination in its document, and these in an attached record. */
async function sendWithRecord(
  stage: OpenApplication,
  { resource: patient, text }: ReturnType<PatientFile['patient']>['resource'],
  subject: string,
  record: Uint8Array,
): Promise<void> {
  const [to, from] = [await stage.application.signIn('arnaud'), await stage.application.signIn('legall')];
  const id = typeof patient['id'] === 'string' ? patient['id'] : '';
  const own = { ...buildVaccine(boostrix, { ...context, patient: `Patient/${id}` }), id: 'boostrix' };
  const part = { facts: { title: 'Carnet de vaccination', kind: 'report', date: '2026-11-20' } } as const;
  const document = writeMessageDocument({
    ...{ patient: { resource: patient, text }, reference: `Patient/${id}`, subject, note: '', author },
    parts: [{ ...part, contentType: 'application/xml', bytes: record }],
    resources: [{ resource: own, text: JSON.stringify(own) }],
    ...{ base: from.session.serverUrl, newId: randomUUID, now: from.environment.now() },
  });
  const listing = (await readDirectories(from)).get(to.practice.id);
  if (listing === undefined) throw new RangeError('the practice is in no directory');
  const content = new Blob([Uint8Array.from(record)], { type: 'application/xml' });
  const sealed = await sealMessage(from, await verifyCorrespondent(from, listing), {
    ...{ kind: 'message', subject, document, member: to.session.member },
    attachments: [{ title: part.facts.title, contentType: 'application/xml', content }],
  });
  await sealed.send();
  const isThere = async (): Promise<boolean> =>
    (await listInbox(to)).messages.some(({ statement }) => statement === sealed.statement);
  await expect.poll(isThere).toBe(true);
}

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
    const record = recordOf(patient.resource, [repevax, priorix, boostrix], {});
    await sendWithRecord(stage, patient, 'Vaccins de l’enfance', record);
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
    const record = recordOf(patient.resource, [priorix], { birthDate: '1951-02-03' });
    await sendWithRecord(stage, patient, 'Carnet à vérifier', record);
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
}
