import {
  createRecordsData,
  listOutbox,
  readDirectories,
  verifyCorrespondent,
  type PatientFile,
  type RecordsClient,
  type SealedTransfer,
} from '@etanche/records-client';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OpenApplication } from '../support/application-stage.ts';
import { openMail } from './mail.ts';

export type Sealed = { readonly client: RecordsClient; readonly file: PatientFile; readonly transfer: SealedTransfer };

/**
 * The doctor's file of a patient whom the cardiologist has too, and about whom no message of the demonstration is. A new
 * file would cost searches of the doctor's day.
 */
export async function sharedFile(stage: OpenApplication): Promise<PatientFile> {
  const client = await stage.application.signIn('arnaud');
  const { files } = stage.application;
  const first = Math.min(20, files.length - 6);
  return createRecordsData(client).patients.open(files[first + 4]?.scope ?? '');
}

/** The whole file of a patient, sealed for the cardiologist in volumes of this size. */
export async function sealed(stage: OpenApplication, patient: number, volumeBytes = 10_000_000): Promise<Sealed> {
  const client = await stage.application.signIn('arnaud');
  const file = await createRecordsData(client).patients.open(stage.application.files[patient]?.scope ?? '');
  return { client, file, transfer: await seal(client, file, volumeBytes) };
}

/** A file, sealed for the cardiologist. */
export async function seal(
  client: RecordsClient,
  file: PatientFile,
  volumeBytes = 10_000_000,
): Promise<SealedTransfer> {
  const listings = Array.from((await readDirectories(client)).values());
  const listing = listings.find(({ entry }) => entry.name === 'Cardiologie du Frout');
  if (listing === undefined) throw new RangeError('the practice is in no directory');
  const correspondent = await verifyCorrespondent(client, listing);
  const given = { subject: 'Dossier complet', sender: 'Dr Arnaud', volumeBytes };
  return createRecordsData(client).sealTransfer(correspondent, file, given);
}

/**
 * Sends a transfer, and waits until the other practice has it: a page that reads its inbox earlier looks for what it
 * missed only after 20 seconds.
 */
export async function deliver({ client, transfer }: Pick<Sealed, 'client' | 'transfer'>): Promise<void> {
  await transfer.send();
  await arrived(client, transfer.volumes);
}

/** Waits until the other practice has these volumes. */
export async function arrived(client: RecordsClient, volumes: SealedTransfer['volumes']): Promise<void> {
  const ids = new Set(volumes.map(({ record }) => record.message));
  const count = async (): Promise<number> =>
    (await listOutbox(client)).messages.filter(
      ({ message, state }) => ids.has(message.message) && (state === 'received' || state === 'read'),
    ).length;
  await expect.poll(count).toBe(volumes.length);
}

/** The row of the first message of a transfer, which may be listed later than the page is. */
export function rowOf(page: Page, { volumes: [first] }: SealedTransfer): Locator {
  return page.locator(`[data-id="${first?.record.message ?? ''}"]`);
}

/** Opens the first message of a transfer in the cardiologist's inbox. */
export async function openVolume(page: Page, transfer: SealedTransfer): Promise<Locator> {
  await openMail(page);
  const row = rowOf(page, transfer);
  await row.getByText('Dossier transmis').waitFor();
  await row.press('Enter');
  return page.getByRole('region', { name: 'Message', exact: true });
}

export const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Patient proposé' });
