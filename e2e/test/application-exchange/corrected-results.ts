import { randomUUID } from 'node:crypto';
import {
  listInbox,
  readDirectories,
  sealMessage,
  verifyCorrespondent,
  type FileResource,
  type PatientFile,
  type RecordsClient,
} from '@etanche/records-client';
import { buildResult, readResultText, synthesisOf, versionStateOf } from '@etanche/records-fhir';
import { writeMessageDocument } from '@etanche/records-web';
import { expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { doctor, openFromAll } from './mail.ts';
import { panelOf, sharedFile } from './transfer-desk.ts';

const day = '2026-11-12';

/** The document of a message with one result, as a version of a report that several messages bring. */
function versionOf(report: string, { id, resource, text }: FileResource, value: string, now: number): string {
  const reference = `Patient/${typeof resource['id'] === 'string' ? resource['id'] : id}`;
  const context = { patient: reference, author: 'Dr Yann Le Gall', recorded: new Date(now).toISOString() };
  const result = { ...buildResult(readResultText(`magnésium ${value} mmol/L (0,7-1)`, day), context), id: 'mg1' };
  const document = writeMessageDocument({
    ...{ patient: { resource, text }, reference },
    ...{ subject: 'Bilan', note: 'Voici le bilan.', parts: [], author: 'Dr Yann Le Gall', now },
    ...{
      resources: [{ resource: result, text: JSON.stringify(result) }],
      base: 'https://x.example',
      newId: randomUUID,
    },
  });
  const bundle = JSON.parse(document) as { entry: { resource: Record<string, unknown> }[] };
  const [composition] = bundle.entry;
  if (composition === undefined) throw new Error('a document has a Composition');
  composition.resource['identifier'] = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${report}` };
  return JSON.stringify(bundle);
}

async function send(from: RecordsClient, to: RecordsClient, subject: string, document: string): Promise<void> {
  const listing = (await readDirectories(from)).get(to.practice.id);
  if (listing === undefined) throw new RangeError('the practice is in no directory');
  const message = { kind: 'message', subject, document, attachments: [], member: to.session.member } as const;
  const sealed = await sealMessage(from, await verifyCorrespondent(from, listing), message);
  await sealed.send();
  const isThere = async (): Promise<boolean> =>
    (await listInbox(to)).messages.some(({ statement }) => statement === sealed.statement);
  await expect.poll(isThere).toBe(true);
}

async function stateOf(file: PatientFile): Promise<{ readonly values: string[]; readonly documents: string[] }> {
  await file.refresh();
  const documents = file
    .resources()
    .flatMap(({ resource, text }) =>
      resource.resourceType === 'DocumentReference' && text.includes('Bilan ') ? [versionStateOf(resource)] : [],
    );
  const lines = synthesisOf(file.resources()).results.filter(({ name }) => /^magnésium$/i.test(name));
  const values = lines.flatMap((line) => line.values.map(({ text }) => text));
  return { values, documents: documents.toSorted() };
}

export function testCorrectedResults(stage: OpenApplication): void {
  test('takes the place of the earlier results when it is filed, and gives it back when that is taken back', async () => {
    const [to, from] = [await stage.application.signIn('arnaud'), await stage.application.signIn('legall')];
    const file = await sharedFile(stage);
    const { resource: patient } = file.patient();
    const report = randomUUID();
    const now = from.environment.now();
    await send(from, to, 'Bilan du matin', versionOf(report, patient, '0,8', now - 3_600_000));
    await send(from, to, 'Bilan corrigé', versionOf(report, patient, '1,2', now));
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const put = async (): Promise<void> => {
      await panelOf(page)
        .getByRole('button', { name: /, classer/ })
        .press('Enter');
      await page.getByRole('complementary', { name: 'Classé' }).waitFor();
    };
    await openFromAll(page, 'Bilan du matin');
    await put();
    const first = { values: ['0,8'], documents: ['current'] };
    expect(await stateOf(file)).toEqual(first);
    await openFromAll(page, 'Bilan corrigé');
    // The corrected value has the id of the first one, and is shown beside it.
    await page.getByRole('row', { name: /magnésium 1,2/i }).waitFor();
    await put();
    const second = { values: ['1,2'], documents: ['current', 'superseded'] };
    expect(await stateOf(file)).toEqual(second);
    await page.getByRole('button', { name: 'Annuler' }).last().click();
    await page.getByText('Annulé, la version d’avant est revenue.').waitFor();
    expect(await stateOf(file)).toEqual(first);
    await put();
    expect(await stateOf(file)).toEqual(second);
    await page.getByRole('link', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('tab', { name: /Documents/ }).click();
    await page.getByText('Remplacé', { exact: false }).first().waitFor();
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
