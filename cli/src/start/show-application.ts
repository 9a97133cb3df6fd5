import type { RunningApplication } from '@etanche/trial';
import type { Terminal } from '../terminal.ts';

const roles: Readonly<Record<string, string>> = {
  doctor: 'médecin · doctor',
  secretary: 'secrétaire · secretary',
  administrator: 'administrateur · administrator',
};

type ShownApplication = Pick<RunningApplication, 'url' | 'people' | 'patients'> & {
  readonly gateway: Pick<NonNullable<RunningApplication['gateway']>, 'viewerUrl' | 'folder'> | null;
};

/** Shows the URL of the application, and what to try first. */
export function showApplication(terminal: Terminal, { url, people, patients, gateway }: ShownApplication): void {
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
  if (gateway !== null) {
    terminal.line();
    terminal.line('  Ce que la passerelle envoie par MSSanté · what the gateway sends by MSSanté:');
    terminal.line(terminal.style('bold', `  ${gateway.viewerUrl}`));
    terminal.line(
      '  Un résultat du laboratoire arrive toutes les cinq minutes · a laboratory’s result every five minutes:',
    );
    terminal.line(terminal.style('dim', `  ${gateway.folder}`));
  }
  terminal.line();
  terminal.line('  À essayer d’abord · try first:');
  for (const [who, french, english] of toTry) {
    terminal.line(`  ${terminal.style('bold', who)}`);
    terminal.line(`    ${french}`);
    terminal.line(`    ${english}`);
  }
}

/** The first minutes of each role. */
const toTry = [
  [
    'Nadia Cohen',
    'A sur un rendez-vous : le patient est arrivé. Tapez une date de naissance sous « Au téléphone », puis Entrée.',
    'A on an appointment: the patient has arrived. Type a birth date under “Au téléphone”, then Enter.',
  ],
  [
    'Dr Hélène Arnaud',
    'Tâches : un résultat anormal, Entrée le classe. Puis « Document à classer » : le PDF se lit dans le dossier.',
    'Tâches: an abnormal result, Enter files it. Then “Document à classer”: the PDF is read in the file.',
  ],
  [
    'Dr Karim Bensaïd',
    'Entrée sur un rendez-vous ouvre le dossier ; Alt V consulte, Alt O prescrit. / cherche, ? montre les touches.',
    'Enter on an appointment opens the file; Alt V consults, Alt O prescribes. / searches, ? shows the keys.',
  ],
  [
    'Dr Yann Le Gall',
    'Dans une autre fenêtre privée : le médecin du second cabinet. Courrier : un message attend, Répondre lui écrit.',
    'In another private window: the doctor of the second practice. Courrier: a message waits, “Répondre” answers it.',
  ],
  [
    'Paul Le Roux',
    'Protection : qui a ouvert combien de dossiers. Journal : « Vérifier maintenant ».',
    'Protection: who opened how many files. Journal: “Vérifier maintenant”.',
  ],
] as const;
