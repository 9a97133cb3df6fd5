import type { Page } from 'playwright-core';
import { factor, type Figure } from '../figure.ts';
import { percentile } from '../percentile.ts';

/** Two screens of one agenda agree within this. */
const limitMs = 1000;
const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
/** A key of the agenda, and the word that the appointment shows then. */
const states = [
  ['a', 'Arrivé'],
  ['k', 'Confirmé'],
] as const;

/**
 * The time from the key with which the secretary changes an appointment to the same state on the doctor's screen, which
 * shows the same day and is not touched.
 */
export async function measureAgreement(
  secretary: Page,
  other: Page,
  times: number,
): Promise<{ readonly figures: readonly Figure[]; readonly note: string }> {
  const last = (page: Page) => page.getByRole('region', { name: doctor }).getByRole('button', { name: entry }).last();
  for (const page of [secretary, other]) {
    await page.getByRole('link', { name: 'Agenda', exact: true }).click();
    await last(page).waitFor();
  }
  const waits: number[] = [];
  // The first round warms up.
  for (let i = 0; i <= times; i++) {
    for (const [key, word] of states) {
      await last(secretary).focus();
      const began = performance.now();
      await secretary.keyboard.press(key);
      await last(other).filter({ hasText: word }).waitFor();
      if (i > 0) waits.push(performance.now() - began);
    }
  }
  const limit = { name: 'limit', value: limitMs };
  const line = (what: string, part: number): Figure =>
    factor({ what, unit: 'ms', value: percentile(waits, part), aim: '≤ × 1' }, limit);
  return {
    figures: [line('two screens of one agenda agree, p50', 0.5), line('two screens of one agenda agree, p95', 0.95)],
    note: `Two screens: from the key on the secretary's to the state on the doctor's, ${waits.length} changes; sealing, writing, the long poll, verifying and drawing are in it.`,
  };
}
