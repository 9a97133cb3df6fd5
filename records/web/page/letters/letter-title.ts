const mostLetters = 200;

/**
 * The name of a letter: `Adressage à Dr Yann Le Gall : palpitations`. The addressee takes the place of the general one
 * in the name of the template.
 */
export function letterTitle(template: string, addressee: string | undefined, subject: string | undefined): string {
  const name = template.replace(/ à une? (?:confrère|consœur)$/iu, '');
  const to = addressee === undefined ? template : `${name} à ${addressee}`;
  const about = subject === undefined || subject.trim() === '' ? '' : `\u00a0: ${subject.trim()}`;
  return `${to}${about}`.slice(0, mostLetters);
}
