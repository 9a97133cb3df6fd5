import { expect, test } from 'vitest';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { waitingFor } from './waiting-for.ts';

const entry = /^\d\d:\d\d/;
const colleague = 'Dr Hélène Arnaud';
const doctor = 'Dr Karim Bensaïd';

export function testLive(stage: OpenApplication): void {
  test('the doctor sees an arrival that the secretary marks, and the secretary sees the file called', async () => {
    await using secretary = await atWork(stage, 'Nadia Cohen');
    await using practitioner = await atWork(stage, doctor);
    const theirs = secretary.page.getByRole('region', { name: doctor }).getByRole('button', { name: entry }).last();
    const ours = practitioner.page.getByRole('region', { name: doctor }).getByRole('button', { name: entry }).last();
    await Promise.all([theirs.waitFor(), ours.waitFor()]);
    const text = await theirs.innerText();
    await theirs.focus();
    await secretary.page.keyboard.press('a');
    await waitingFor(practitioner.page, doctor, text).waitFor();
    await waitingFor(secretary.page, doctor, text).waitFor();
    await ours.focus();
    await practitioner.page.keyboard.press('c');
    await waitingFor(secretary.page, doctor, text).waitFor({ state: 'detached' });
    expect([...secretary.troubles, ...practitioner.troubles]).toEqual([]);
  });

  test('a file that two doctors have open shows the note of the other one with its author', async () => {
    await using reader = await atWork(stage, doctor);
    await using writer = await atWork(stage, colleague);
    await reader.page.getByRole('button', { name: entry }).nth(1).click();
    await reader.page.getByRole('tab', { name: /Consultations/ }).click();
    const place = new URL(reader.page.url()).hash;
    await writer.page.getByRole('button', { name: entry }).first().waitFor();
    await writer.page.evaluate((hash) => {
      location.hash = hash;
    }, place);
    await writer.page.getByRole('link', { name: 'Consulter' }).click();
    await writer.page.getByRole('textbox', { name: 'Motif' }).fill('Rhume des foins vu à deux');
    await writer.page.getByText(/Gardé à \d\d:\d\d/).waitFor();
    const visit = reader.page
      .getByRole('tabpanel')
      .getByRole('listitem')
      .filter({ hasText: 'Rhume des foins vu à deux' });
    await visit.getByText(colleague).waitFor();
    expect([...reader.troubles, ...writer.troubles]).toEqual([]);
  });
}
