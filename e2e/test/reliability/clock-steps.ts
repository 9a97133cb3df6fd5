import { makePrng } from '@etanche/demo';
import type { DataError } from '@etanche/records-client';
import { beforeAll, expect, inject, test } from 'vitest';
import type { Reliability } from '../support/reliability/people.ts';
import type { Colleague, Stage } from '../support/reliability/stage.ts';
import { familyName, note, patientOf, phoneNumber } from '../support/reliability/storm-patients.ts';

const hour = 3_600_000;

export function testClockSteps(running: Reliability): void {
  const prng = makePrng('clock steps');
  let stage: Stage;
  beforeAll(() => {
    ({ stage } = running);
  });

  /** Searches until the vaults refuse. @returns the number of answers */
  async function useUp({ data }: Colleague): Promise<number> {
    for (let answers = 0; ; answers++) {
      try {
        await data.patients.search(phoneNumber(prng));
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'quota_reached') throw error;
        return answers;
      }
      if (answers > running.searches) throw new Error('the quota does not end');
    }
  }

  test('stepping the vaults’ wall clocks forward and back grants no unit', async () => {
    const secretary = await stage.arrive(running.people.clockSecretary);
    expect(await useUp(secretary)).toBeGreaterThan(0);
    const doctor = await stage.arrive(running.people.doctor);
    for (const offset of [25 * hour, 40 * 24 * hour, -25 * hour, -400 * 24 * hour, 0]) {
      for (const vault of stage.vaults) vault.stepWall(offset);
      expect(await useUp(secretary)).toBe(0);
      // Members with units left are served the whole time.
      await expect(doctor.data.patients.search(phoneNumber(prng))).resolves.toMatchObject({ answer: 'not_found' });
    }
  });

  test('killing and restarting vaults while the clock is wrong grants no unit', async () => {
    const secretary = await stage.arrive(running.people.clockSecretary);
    expect(await useUp(secretary)).toBe(0);
    for (const offset of inject('isNightly') ? [25 * hour, -25 * hour, 0] : [25 * hour]) {
      for (const vault of stage.vaults) {
        vault.stepWall(offset);
        await vault.kill();
        await vault.start();
      }
      expect(await useUp(secretary)).toBe(0);
    }
    await expect(
      (await stage.arrive(running.people.doctor)).data.patients.search(phoneNumber(prng)),
    ).resolves.toMatchObject({
      answer: 'not_found',
    });
  });

  test('records servers with stepped clocks show nothing as new, and lose and duplicate nothing', async () => {
    const patient = patientOf(familyName(prng), '1956-03-12', phoneNumber(prng));
    const { scope } = await (await stage.arrive(running.people.doctor)).data.patients.create(patient);
    for (const offset of [hour / 30, -hour / 30]) {
      const doctor = await stage.arrive(running.people.doctor);
      const file = await doctor.data.patients.open(scope);
      for (const server of stage.servers) server.stepWall(offset);
      const opening = doctor.data.patients.open(scope);
      await expect(opening).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
      const { text, resource } = note(prng);
      const failure: unknown = await file.write([{ kind: 'create', resource }]).catch((error: unknown) => error);
      // It was written, with a time that cannot be trusted.
      expect(failure).toMatchObject({ code: 'uncertain', reason: 'untrusted' });
      for (const server of stage.servers) server.stepWall(0);
      await file.write((failure as DataError).changes);
      const now = await (await stage.arrive(running.people.doctor)).data.patients.open(scope);
      expect(now.resources().filter((one) => one.text.includes(text))).toHaveLength(1);
    }
  });
}
