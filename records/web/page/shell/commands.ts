import type { useNavigate } from '@tanstack/react-router';
import { displayName } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import type { Me } from '../../port/session-calls.ts';
import type { IconName } from '../elements/icon.tsx';
import { seesPatients } from '../session/session-context.tsx';
import { birthDate } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';

/** An action that has a name. `keys` is written as on the keyboard: `g a` are two keys, one after the other. */
export type Command = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly icon: IconName;
  readonly keys: string | null;
  readonly run: () => void;
};

export type CommandPlace = {
  readonly t: Texts;
  readonly me: Me;
  readonly today: string;
  /** The file on screen; null on another screen. */
  readonly patient: PatientHeader | null;
  readonly openFiles: readonly PatientHeader[];
  readonly navigate: ReturnType<typeof useNavigate>;
  readonly lock: () => void;
  readonly switchLanguage: () => void;
  readonly showKeys: () => void;
};

/** The actions that are possible on this screen for this role, those of the open patient first. */
export function commandsOf(place: CommandPlace): readonly Command[] {
  const { t, me, navigate } = place;
  return [
    ...(place.patient === null ? [] : patientCommands(place, place.patient)),
    ...place.openFiles.filter(({ scope }) => scope !== place.patient?.scope).map((file) => fileCommand(place, file)),
    ...(seesPatients(me) ? careCommands(place) : []),
    ...(me.roles.includes('administrator')
      ? [
          goTo(place, 'practice', t.command.practice, 'adjustments', 'g c', () => navigate({ to: '/practice' })),
          goTo(place, 'journal', t.journal, 'history', null, () => navigate({ to: '/journal' })),
          goTo(place, 'protection', t.watch.protection, 'shield', null, () => navigate({ to: '/protection' })),
        ]
      : []),
    action(place, 'lock', t.command.lock, 'lock', 'Ctrl Maj L', place.lock),
    action(place, 'language', t.command.language, 'language', null, place.switchLanguage),
    action(place, 'keys', t.command.keys, 'keyboard', '?', place.showKeys),
  ];
}

function patientCommands(place: CommandPlace, { scope, card }: PatientHeader): Command[] {
  const { t, me, navigate } = place;
  const group = t.command.forPatient(`${displayName(card)}, ${birthDate(card.birthDate)}`);
  const params = { scope };
  const synthesis = goTo(place, 'synthesis', t.command.synthesis, 'eye', null, () =>
    navigate({ to: '/patients/$scope', params }),
  );
  if (!me.roles.includes('doctor')) return [{ ...synthesis, group, name: t.agenda.openFile }];
  return [
    goTo(place, 'consult', t.command.consult, 'stethoscope', 'Alt V', () =>
      navigate({ to: '/patients/$scope/visit', params }),
    ),
    goTo(place, 'prescribe', t.command.prescribe, 'pill', 'Alt O', () =>
      navigate({ to: '/patients/$scope/prescription', params }),
    ),
    goTo(place, 'letter', t.command.letter, 'file-text', 'Alt L', () =>
      navigate({ to: '/patients/$scope/letters', params }),
    ),
    goTo(place, 'certificate', t.command.certificate, 'certificate', 'Alt C', () =>
      navigate({ to: '/patients/$scope/certificates', params }),
    ),
    synthesis,
  ].map((command) => ({ ...command, group }));
}

function fileCommand(place: CommandPlace, { scope, card }: PatientHeader): Command {
  const name = `${displayName(card)}, ${birthDate(card.birthDate)}`;
  const show = (): unknown => place.navigate({ to: '/patients/$scope', params: { scope } });
  return { ...goTo(place, `file-${scope}`, name, 'file-text', null, show), group: place.t.command.openFiles };
}

function careCommands(place: CommandPlace): Command[] {
  const { t, today, navigate } = place;
  const params = { date: today };
  return [
    goTo(place, 'day', t.command.day, 'calendar', 'g a', () => navigate({ to: '/agenda/$date', params })),
    goTo(place, 'week', t.command.week, 'calendar', 'g s', () => navigate({ to: '/agenda/week/$date', params })),
    goTo(place, 'month', t.command.month, 'calendar', 'g m', () => navigate({ to: '/agenda/month/$date', params })),
    goTo(place, 'find', t.command.find, 'users', 'g p', () => navigate({ to: '/patients' })),
    ...(place.me.roles.includes('doctor')
      ? [goTo(place, 'mail', t.shell.mail, 'inbox', 'g i', () => navigate({ to: '/mail' }))]
      : []),
    goTo(place, 'tasks', t.worklist.title, 'checklist', 'g t', () => navigate({ to: '/tasks' })),
    goTo(place, 'unsent', t.unsent.title, 'wifi-off', 'g e', () => navigate({ to: '/unsent' })),
    goTo(place, 'create', t.command.create, 'user-plus', 'g n', () => navigate({ to: '/patients/new' })),
  ];
}

function goTo(
  { t }: CommandPlace,
  id: string,
  name: string,
  icon: IconName,
  keys: string | null,
  show: () => unknown,
): Command {
  const run = (): void => void show();
  return { id, group: t.command.goTo, name, icon, keys, run };
}

function action(
  { t }: CommandPlace,
  id: string,
  name: string,
  icon: IconName,
  keys: string | null,
  run: () => void,
): Command {
  return { id, group: t.command.actions, name, icon, keys, run };
}

/** The commands whose name contains every typed word, without accents and in any case. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return commands.filter(({ name }) => words.every((word) => fold(name).includes(word)));
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
