import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDeposit, buildDocument } from '@etanche/records-fhir';
import { binaryOf, openNextEpoch, type PatientFile, type RecordsData } from '../../src/index.ts';
import { dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let secretary: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  secretary = dataOf(practice.secretary.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

const context = { patient: 'Patient/x', author: 'Céline Accueil', at: '2026-11-29T10:00:00+01:00' };
const content = new TextEncoder().encode('Sérologie VIH : positive');
const leave = (file: PatientFile) => file.deposit(content, (element) => buildDeposit(element, context));
const binaryIn = (file: PatientFile, id: string): string => {
  const [first] = file.resource(id)?.resource['content'] as { attachment: { url: string } }[];
  return binaryOf(first?.attachment.url ?? '') ?? '';
};
const bytesOf = async (file: PatientFile, binary: string) =>
  new Uint8Array(await new Response(await file.readAttachment(binary)).arrayBuffer());

describe('a document that a secretary leaves for the doctors', () => {
  test('is opened by a doctor, and by nobody of the reception', async () => {
    const { scope } = await doctor.patients.create(patient('Dépôt', 'Léa', '1974-01-01'));
    const atReception = await secretary.patients.open(scope);
    const id = await leave(atReception);
    expect(atReception.resource(id)?.compartment).toBe('identity');
    const binary = binaryIn(atReception, id);
    await expect(atReception.readDeposit(binary)).rejects.toMatchObject({ code: 'not_entitled' });
    // The content that the reception can download is sealed to the doctors once more.
    const sealed = await bytesOf(atReception, binary);
    expect(Buffer.from(sealed).includes('Sérologie')).toBe(false);
    const file = await doctor.patients.open(scope);
    expect(await file.readDeposit(binary)).toEqual(content);
  });

  test('opens after the epoch has ended, and not as a deposit of another file', async () => {
    const { scope } = await doctor.patients.create(patient('Dépôt', 'Ancien', '1974-01-02'));
    const atReception = await secretary.patients.open(scope);
    const id = await leave(atReception);
    const sealed = await bytesOf(atReception, binaryIn(atReception, id));
    await openNextEpoch(practice.doctor.client);
    const file = await doctor.patients.open(scope);
    expect(await file.readDeposit(binaryIn(file, id))).toEqual(content);
    const other = await doctor.patients.create(patient('Dépôt', 'Autre', '1974-01-03'));
    const there = await secretary.patients.open(other.scope);
    for (const bytes of [
      sealed,
      sealed.slice(0, 100),
      Uint8Array.of(0, 0, 0, 99, ...sealed.slice(4)),
      new Uint8Array(3),
    ]) {
      const copied = await there.attach({
        content: bytes,
        contentType: 'application/octet-stream',
        resource: (element) => buildDeposit(element, context),
      });
      const opened = await doctor.patients.open(other.scope);
      await expect(opened.readDeposit(binaryIn(opened, copied))).rejects.toThrow();
    }
  });

  test('is filed and deleted in one write, and both are undone', async () => {
    const { scope } = await doctor.patients.create(patient('Dépôt', 'Classé', '1974-01-04'));
    const id = await leave(await secretary.patients.open(scope));
    const file = await doctor.patients.open(scope);
    const facts = { title: 'Sérologie', kind: 'result', date: '2026-11-20' } as const;
    const filed = await file.attach(
      {
        content: await file.readDeposit(binaryIn(file, id)),
        contentType: 'text/plain',
        resource: (element) => buildDocument(facts, element, null, context),
      },
      { alongside: [{ kind: 'delete', id, base: 1 }] },
    );
    expect(file.resource(id)).toBeNull();
    expect(await bytesOf(file, binaryIn(file, filed))).toEqual(content);
    const atReception = await secretary.patients.open(scope);
    expect(atReception.resources()).toHaveLength(1);
    const [, past] = await file.history(id);
    await file.write([
      { kind: 'delete', id: filed, base: 1 },
      { kind: 'update', id, base: 2, resource: past?.resource?.text ?? '' },
    ]);
    expect(await file.readDeposit(binaryIn(file, id))).toEqual(content);
  });

  test('is not filed over the change of somebody else, nor when the call is aborted', async () => {
    const { scope } = await doctor.patients.create(patient('Dépôt', 'Deux', '1974-01-05'));
    const atReception = await secretary.patients.open(scope);
    const id = await leave(atReception);
    const file = await doctor.patients.open(scope);
    const fresh = {
      content,
      contentType: 'text/plain',
      resource: (element: Parameters<typeof buildDocument>[1]) =>
        buildDocument({ title: 'x', kind: 'other', date: '2026-11-20' }, element, null, context),
    };
    const signal = AbortSignal.abort();
    await expect(file.attach(fresh, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    const sealed: number[] = [];
    const controller = new AbortController();
    const aborted = file.attach(fresh, {
      signal: controller.signal,
      onSealed: (bytes) => {
        sealed.push(bytes);
        controller.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(sealed.at(-1)).toBe(content.length);
    await atReception.write([{ kind: 'delete', id, base: 1 }]);
    const late = file.attach(fresh, { alongside: [{ kind: 'delete', id, base: 1 }] });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect((await doctor.patients.open(scope)).resources()).toHaveLength(1);
  });
});
