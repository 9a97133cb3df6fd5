import type { Terminal } from '../terminal.ts';
import { threePeople, type PersonToTry, type Trial } from '@etanche/trial';

const who: Readonly<Record<PersonToTry['who'], string>> = {
  leaked: 'concernée · leaked',
  not_leaked: 'non concernée · not leaked',
  child: 'enfant, NIR d’un parent · child, a parent’s NIR',
};

/** Shows the URL of the page and people to look up. */
export function showTrial(terminal: Terminal, trial: Trial, seed: string): void {
  const { demonstration, summary, site } = trial;
  const people = threePeople(seed, demonstration.people, demonstration.truth);
  terminal.line();
  terminal.line(terminal.style('bold', `  ${site.url}`));
  terminal.line();
  terminal.line(
    `  ${counted(summary.people, 'personne')}, ${counted(summary.entries, 'entrée')} (scellées), ` +
      `${counted(summary.buckets.count, 'paquet')} de ${counted(summary.buckets.fileBytes, 'octet')}.`,
  );
  terminal.line('  Trois personnes à essayer · three people to try:');
  terminal.line();
  terminal.table(
    ['  NIR', 'Né(e) le · born', '', 'Nom · name'],
    people.map((person) => [`  ${person.nir}`, person.birthDate, who[person.who], person.name]),
  );
  terminal.line();
  terminal.line(terminal.style('dim', `  ${trial.directory} · ctrl-C pour arrêter · to stop`));
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('fr-FR')} ${noun}${count > 1 ? 's' : ''}`;
}
