import type { Locator, Page } from 'playwright-core';

/**
 * The line of the waiting room about an appointment: a patient may wait for another practitioner too.
 *
 * @param card text of the appointment, its time first
 */
export function waitingFor(page: Page, practitioner: string, card: string): Locator {
  const [time = 'no time'] = /^\d\d:\d\d/.exec(card) ?? [];
  return page
    .getByRole('region', { name: /Salle d’attente/ })
    .getByRole('listitem')
    .filter({ hasText: `${practitioner} · ${time}` });
}
