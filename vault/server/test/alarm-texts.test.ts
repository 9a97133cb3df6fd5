import { expect, test } from 'vitest';
import type { Alarm } from '@etanche/core-vault-protocol';
import { mailText } from '../src/alarms/mail-text.ts';
import { newId } from './support/practice.ts';

function textOf(kind: Alarm['kind']): string {
  const alarm = { alarm: newId(), index: 1, practice: newId(), member: newId(), at: 1_795_000_000, kind };
  return mailText(alarm, { approvals: null, timeZone: 'Europe/Paris' }).text;
}

test('the mail about an erasure gives the two ways to stop it, and no approver restores a file', () => {
  const text = textOf('erasure');
  expect(text).toContain('faites rétablir le dossier par deux médecins avant ce délai, ou gelez l’accès');
  expect(text).toContain('have two doctors restore the file before then, or freeze one of the two doctors');
  expect(text).not.toMatch(/rétablir[^.]*approbateur|approver restore/);
});

test.each(['hour', 'day', 'people_minute', 'outside_hours', 'reminder'] as const)(
  'the mail about %s names the reason of a freeze that leaves nothing',
  (kind) => {
    const text = textOf(kind);
    expect(text).toContain('pour vol soupçonné : tout autre gel lui laisse l’accès d’urgence');
    expect(text).toContain('for suspected theft: any other freeze leaves emergency access');
  },
);
