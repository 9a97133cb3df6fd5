import { expect, test } from 'vitest';
import { atWork, type OpenApplication } from '../support/application-stage.ts';
import { pageHeap, workerHeaps } from '../support/worker-heap.ts';

const entry = /^\d\d:\d\d/;
/** A word that no text of the product contains. */
const marker = 'Zyxoclinique';

export function testReceptionMemory(stage: OpenApplication): void {
  test('a note of a doctor is in the memory of the doctor’s worker, and in none of the reception’s', async () => {
    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    await doctor.page.getByRole('button', { name: entry }).nth(4).click();
    await doctor.page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    const scope = doctor.page.url().split('/').at(-1) ?? '';
    await doctor.page.keyboard.press('Alt+v');
    await doctor.page.getByLabel('Motif').fill(`Suivi ${marker}`);
    await doctor.page.getByText(/Gardé à \d\d/).waitFor();
    // The search would find it: the measurement can fail.
    const own = await workerHeaps(stage.browser, doctor.context);
    expect(own.length).toBeGreaterThan(0);
    expect(own.some((heap) => heap.includes(marker))).toBe(true);

    await using reception = await atWork(stage, 'Nadia Cohen');
    const answers: Promise<string>[] = [];
    reception.context.on('response', (response) => answers.push(response.text().catch(() => '')));
    await reception.page.goto(`${stage.application.url}/#/patients/${scope}`);
    await reception.page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
    await reception.page.getByRole('region', { name: 'Contact' }).waitFor();
    const heaps = [
      ...(await workerHeaps(stage.browser, reception.context)),
      await pageHeap(reception.page),
      await reception.page.content(),
      ...(await Promise.all(answers)),
    ];
    expect(heaps.length).toBeGreaterThan(2);
    expect(heaps.filter((heap) => heap.includes(marker))).toEqual([]);
    // The reception's own part is there, so that the memory was read while the file was open.
    const contact = await reception.page.getByRole('heading', { level: 1 }).innerText();
    const family = contact.split(' ')[0] ?? '';
    expect(heaps.some((heap) => heap.toUpperCase().includes(family))).toBe(true);
  });
}
