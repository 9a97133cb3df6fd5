import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { visit } from '../support/visit.ts';
import {
  acceptedBy,
  doctor,
  gatewayOf,
  openPatient,
  openSend,
  patientOf,
  patientWith,
  sendMail,
  sentBy,
  sentRow,
  serveGateway,
  showMails,
} from './mail-desk.ts';

/** Resources of a file of which every kind of thing can be sent. */
const types = ['Condition', 'Immunization', 'MedicationRequest', 'Composition', 'DocumentReference'];

/** The gateway of the demonstration stops, so that `etanche gateway serve` sends in a process of its own. */
export function testSending(stage: OpenApplication): void {
  let serving: AsyncDisposable | null = null;
  beforeAll(() => gatewayOf(stage).stop());
  afterAll(() => serving?.[Symbol.asyncDispose]());

  test('an address is checked as it is typed, and words and a sign distinguish MSSanté from sealed messages', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, false));
    const dialog = await openSend(page);
    const field = dialog.getByLabel('Adresse MSSanté d’un professionnel');
    for (const [typed, fault] of [
      ['', 'Écrivez l’adresse.'],
      ['maud.prigent', 'Cette adresse n’est pas valable. Exemple : prenom.nom@operateur.mssante.fr'],
      ['maud.prigent@gmail.com', 'Ce n’est pas une adresse MSSanté : elle ne finit pas par mssante.fr.'],
      ['279035121518989@patient.mssante.fr', 'C’est l’adresse d’un patient.'],
    ] as const) {
      await field.fill(typed);
      await field.press('Enter');
      await dialog.getByRole('alert').getByText(fault).waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    await expectAccessible(page);
    await dialog.getByRole('button', { name: /Dr Yann Le Gall.*Messagerie scellée/ }).waitFor();
    await dialog.getByRole('button', { name: /maud\.prigent@pro\.mssante\.fr.*MSSanté/ }).waitFor();
    // The identity of this patient is not qualified.
    await dialog
      .getByText('impossible, car l’identité de ce patient n’est pas qualifiée (INS)', { exact: false })
      .waitFor();
    expect(await dialog.getByRole('button', { name: 'Mon espace santé' }).count()).toBe(0);
    expect(visitor.troubles).toEqual([]);
  });

  test('a mail waits for the gateway, leaves when it runs, and its recipient confirms it', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const patient = patientOf(stage, false);
    await openPatient(page, patient);
    const address = 'anne.morvan@pro.mssante.fr';
    await sendMail(page, address, async (dialog) => {
      const audiences = dialog.getByRole('group', { name: 'Qui peut voir les documents' }).getByRole('radio');
      expect(await audiences.count()).toBe(3);
      expect(await dialog.getByRole('radio', { name: 'Le patient seulement' }).isDisabled()).toBe(true);
      await dialog.getByText('Impossible pour un envoi à un professionnel.').waitFor();
      await dialog.getByText('Lisible chez l’opérateur de messagerie', { exact: false }).waitFor();
      await dialog.getByLabel('Message (facultatif)').fill('Merci de votre avis.');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
    });
    const row = await sentRow(page, address);
    await row.getByText('En attente de la passerelle').waitFor();
    await row.getByRole('button', { name: `Demander de nouveau l’envoi à ${address}` }).click();
    await page.getByText('L’envoi est sur la liste de la passerelle.').waitFor();
    await expectAccessible(page);

    serving = await serveGateway(gatewayOf(stage).config);
    await row.getByText('Reçu par le destinataire').waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await expectAccessible(page);
    const { subject, text, header, documents, rejected, pdfs } = await acceptedBy(stage, address);
    expect(subject).toMatch(/^XDM\/1\.0\/DDM\+/);
    expect(text).toContain('Merci de votre avis.');
    expect(header('X-MSS-MES')).toBeNull();
    expect(header('disposition-notification-to')).toContain('cabinet.port@demo.mssante.fr');
    expect(rejected).toEqual([]);
    expect(documents.map(({ masking }) => masking)).toEqual(['everyone']);
    expect(pdfs.map(({ mimeType }) => mimeType)).toEqual(['application/pdf']);
    const { mail } = gatewayOf(stage);
    expect(mail.sent.filter(({ to }) => to.includes(address))).toHaveLength(1);
    expect(visitor.troubles).toEqual([]);
  });

  test('a mail that is hidden from the patient says so in its archive', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    await openPatient(page, patientOf(stage, false));
    const address = 'cache@pro.mssante.fr';
    await sendMail(page, address, (dialog) =>
      dialog.getByRole('radio', { name: 'Les professionnels seulement, pas le patient' }).check(),
    );
    const row = await sentRow(page, address);
    await row.getByText('Reçu par le destinataire').waitFor();
    await row.getByText('Les professionnels seulement, pas le patient', { exact: false }).waitFor();
    const { documents } = await acceptedBy(stage, address);
    expect(documents.map(({ masking }) => masking)).toEqual(['professionals_only']);
    expect(visitor.troubles).toEqual([]);
  });

  test('a qualified patient is written to in Mon espace santé, for them alone and as the last word', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const patient = patientOf(stage, true);
    await openPatient(page, patient);
    const dialog = await openSend(page);
    await dialog.getByRole('button', { name: `Mon espace santé de ${patient.name}` }).click();
    expect(await dialog.getByRole('radio', { name: 'Les professionnels seulement' }).isDisabled()).toBe(true);
    await dialog.getByText('Impossible pour un envoi au patient.').waitFor();
    await dialog.getByRole('radio', { name: 'Le patient seulement' }).check();
    await dialog.getByLabel('Le patient ne peut pas répondre').check();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: `Envoyer par MSSanté à ${patient.name}` }).click();
    await page.getByText(`Envoi à ${patient.name} : en attente de la passerelle`).waitFor();
    const address = `${patient.matricule.toLowerCase()}@patient.mssante.fr`;
    const row = await sentRow(page, address);
    await row.getByText('Reçu par le destinataire').waitFor();
    const { header, documents } = await acceptedBy(stage, address);
    expect(header('X-MSS-MES')).toBe('FIN');
    expect(documents.map(({ masking }) => masking)).toEqual(['patient_only']);
    expect(visitor.troubles).toEqual([]);
  });

  test('every kind of thing in a file leaves in one mail, each as a document of its own', async () => {
    await using visitor = await atWork(stage, doctor);
    const { page } = visitor;
    const address = 'tout@pro.mssante.fr';
    const dialog = page.getByRole('dialog');
    const choose = async (kinds: readonly string[]): Promise<void> => {
      await openSend(page);
      const more = dialog.getByRole('button', { name: 'Montrer tout' });
      if (await more.isVisible()) await more.click();
      const group = dialog.getByRole('group', { name: 'À envoyer' });
      for (const one of await group.getByRole('checkbox', { checked: true }).all()) await one.uncheck();
      for (const kind of kinds) {
        await group.locator('label').filter({ hasText: kind }).first().getByRole('checkbox').check();
      }
    };
    // A file without problems, allergies and standing treatments has nothing for a structured synthesis.
    await openPatient(page, patientOf(stage, false));
    await choose(['Synthèse médicale']);
    await dialog.getByLabel('Adresse MSSanté d’un professionnel').fill(address);
    await dialog.getByRole('button', { name: 'Continuer' }).click();
    await dialog.getByText('Synthèse : PDF seul (CDA de niveau 1)', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
    await openPatient(page, patientWith(stage, types));
    await choose(['Consultation ·', 'Ordonnance ·', 'Synthèse médicale', 'Carnet de vaccination']);
    await dialog.getByLabel('Adresse MSSanté d’un professionnel').fill(address);
    await dialog.getByRole('button', { name: 'Continuer' }).click();
    await dialog.getByText('Synthèse : document structuré (VSM, CDA de niveau 3)', { exact: false }).waitFor();
    await dialog.getByText('Carnet de vaccination : document structuré', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: `Envoyer par MSSanté à ${address}` }).click();
    await (await sentRow(page, address)).getByText('Reçu par le destinataire').waitFor();
    const { documents, pdfs } = await acceptedBy(stage, address);
    expect(documents.map(({ cda }) => [cda?.type?.code, cda?.body.kind]).toSorted()).toEqual([
      ['11369-6', 'sections'],
      ['11488-4', 'file'],
      ['57833-6', 'file'],
      ['SYNTH', 'sections'],
    ]);
    expect(pdfs).toHaveLength(4);
    expect(visitor.troubles).toEqual([]);
  });

  test('a reader of English sends an earlier prescription in three presses, and follows it in the mail screen', async () => {
    await using visitor = await visit(stage.browser, stage.application.url, { width: 1440, locale: 'en-GB' });
    const { page } = visitor;
    await page.getByRole('button', { name: 'Solène Kervella' }).click();
    await page.getByRole('link', { name: 'Mail' }).waitFor();
    const patient = patientWith(stage, types);
    await openPatient(page, patient);
    // Each part in which something is shown has its own button.
    for (const [tab, name] of [
      [/Vaccines/, 'Send the vaccination record'],
      [/Consultations/, /^Send the consultation of/],
      [/Documents/, /^Send the document: /],
      [/Prescriptions/, /^Send the prescription of/],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('button', { name }).first().waitFor();
      await expectAccessible(page);
    }
    let presses = 0;
    const press = async (): Promise<void> => {
      presses++;
      await page.keyboard.press('Enter');
    };
    const rows = page.getByRole('button', { name: /^Send the prescription of/ });
    expect(await rows.count()).toBeGreaterThan(1);
    const label = await rows.last().getAttribute('aria-label');
    await rows.last().focus();
    await press();
    const dialog = page.getByRole('dialog');
    const chosen = page.getByRole('checkbox', { checked: true });
    const choice = dialog.getByRole('group', { name: 'To send' }).locator('label').filter({ has: chosen });
    const words = await choice.innerText();
    expect(words).toMatch(/^Prescription: /);
    expect(words).toContain((label ?? '').replace('Send the prescription of ', ''));
    const correspondent = dialog.getByRole('button', { name: /maud\.prigent@pro\.mssante\.fr/ });
    await correspondent.waitFor();
    for (let i = 0; i < 40 && !(await correspondent.evaluate((one) => one === document.activeElement)); i++) {
      await page.keyboard.press('Tab');
    }
    await press();
    const send = dialog.getByRole('button', { name: /^Send by MSSanté to/ });
    await expect.poll(() => send.evaluate((one) => one === document.activeElement)).toBe(true);
    await dialog.getByText('Professionals only, not the patient').waitFor();
    await expectAccessible(page);
    await press();
    expect(presses).toBe(3);
    await page.getByText(/^Mail to .+: waiting for the gateway/).waitFor();
    await page.getByRole('link', { name: 'Mail' }).click();
    await page.getByRole('button', { name: 'Sent' }).click();
    const sent = page.getByRole('list', { name: 'Sent by MSSanté' }).getByRole('listitem');
    const row = sent.filter({ hasText: 'Dr Maud Prigent' });
    await row.getByText('Received by the recipient').waitFor();
    await expectAccessible(page);
    await row.getByRole('link', { name: `about ${patient.name}` }).click();
    await page.getByRole('heading', { level: 1, name: patient.name }).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  test(`${sentBy} shows the state of each mail without its file`, async () => {
    await using visitor = await atWork(stage, 'Dr Karim Bensaïd');
    const { page } = visitor;
    await page.getByRole('link', { name: /^Courrier($| \d)/ }).click();
    await page.getByRole('button', { name: 'Envoyés' }).click();
    await showMails(page);
    const rows = page.getByRole('list', { name: sentBy }).getByRole('listitem');
    await rows.first().waitFor();
    const count = await rows.count();
    expect(count).toBe(5);
    await expect.poll(() => rows.filter({ hasText: 'Reçu par le destinataire' }).count()).toBe(count);
    await expectAccessible(page);
    expect(visitor.troubles).toEqual([]);
  });
}
