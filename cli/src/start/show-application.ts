import type { RunningApplication } from '@etanche/trial';
import type { Terminal } from '../terminal.ts';

const roles: Readonly<Record<string, string>> = {
  doctor: 'médecin · doctor',
  secretary: 'secrétaire · secretary',
  administrator: 'administrateur · administrator',
};

/** Shows the URL of the application, and what to try first. */
export function showApplication(terminal: Terminal, { url, people, patients }: RunningApplication): void {
  terminal.line();
  terminal.line(terminal.style('bold', `  ${url}`));
  terminal.line();
  terminal.line(
    `  Un cabinet de ${patients.toLocaleString('fr-FR')} patients ; un bouton par personne · one button for each:`,
  );
  terminal.line();
  terminal.table(
    ['  Nom · name', 'Rôle · role'],
    people.map(({ name, role }) => [`  ${name}`, roles[role] ?? role]),
  );
  terminal.line();
  terminal.line(
    '  Essayez · try: la secrétaire, A sur un rendez-vous (arrivé) ; un médecin, Entrée sur le même (dossier).',
  );
}
