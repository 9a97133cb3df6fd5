import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../client/test/data/data-practice.ts';
import { openDevice, type Device } from './unsent/device.ts';

let practice: DataPractice;
beforeAll(async () => {
  practice = await startDataPractice();
});
afterAll(async () => {
  await practice.running[Symbol.asyncDispose]();
});

const template = (name: string) => ({ document: 'template', kind: 'visit', name, text: '{patient}' }) as const;

async function namesOf(device: Device): Promise<readonly string[]> {
  const { entries } = await device.call('settings', {});
  return entries.flatMap(({ content }) => (content.document === 'template' ? [content.name] : [])).toSorted();
}

test('a screen of a secretary or a doctor hears of settings that a colleague changes, with the author’s name', async () => {
  const writer = await openDevice(practice.doctor);
  await writer.call('settingsPut', { content: template('Suivi'), base: null });
  const readers = [await openDevice(practice.secretary), await openDevice(practice.colleague)];
  for (const reader of readers) expect(await namesOf(reader)).toEqual(['Suivi']);
  await writer.call('settingsPut', { content: template('Bilan'), base: null });
  for (const reader of readers) {
    await expect.poll(() => reader.events.map(([name]) => name)).toContain('settings');
    expect(await namesOf(reader)).toEqual(['Bilan', 'Suivi']);
    const { entries } = await reader.call('settings', {});
    expect(entries.map(({ authorName }) => authorName)).toEqual(entries.map(() => writer.session.me.name));
    reader.end();
  }
  writer.end();
});

test('a change on the version before a colleague’s is refused, also if the session has heard of the newer one', async () => {
  const [writer, reader] = [await openDevice(practice.doctor), await openDevice(practice.colleague)];
  const id = await writer.call('settingsPut', { content: template('Avant'), base: null });
  expect(await namesOf(reader)).toContain('Avant');
  await writer.call('settingsPut', { content: template('Après'), base: { id, version: 1 } });
  await expect.poll(() => reader.events.map(([name]) => name)).toContain('settings');
  const late = reader.call('settingsPut', { content: template('Autre'), base: { id, version: 1 } });
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  expect(await namesOf(reader)).toContain('Après');
  for (const device of [writer, reader]) device.end();
});
