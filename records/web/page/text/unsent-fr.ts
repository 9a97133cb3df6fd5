import type { UnsentKind } from '../../port/unsent-calls.ts';

const words: Readonly<Record<UnsentKind, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  prescription: ['ordonnance', 'ordonnances'],
  measure: ['mesure', 'mesures'],
};

/** What the server does not have yet. */
export const unsentFr = {
  label: 'Non envoyé',
  line: (counts: readonly (readonly [UnsentKind, number])[], since: string) => {
    const parts = counts.map(([kind, count]) => `${count} ${words[kind][count === 1 ? 0 : 1]}`);
    return `Pas encore envoyé\u00a0: ${parts.join(', ')} (depuis ${since}).`;
  },
  kept: 'Gardé scellé sur cet appareil, envoyé dès que le serveur répond. Ne changez pas d’appareil.',
  send: 'Envoyer maintenant',
  onDevice: (time: string) => `Pas encore envoyé. Gardé sur cet appareil à ${time}`,
  refused: 'Refusé par le serveur',
  conflict: 'Quelqu’un a écrit une autre version de cette note',
  mine: 'Votre texte',
  theirs: (author: string | null) => (author === null ? 'L’autre texte' : `Le texte de ${author}`),
  keepMine: 'Garder mon texte',
  keepTheirs: 'Garder l’autre texte',
  unreadable: (count: number) =>
    count === 1
      ? 'Une entrée gardée sur cet appareil ne s’ouvre pas. Elle n’est pas effacée\u00a0: prévenez l’administrateur.'
      : `${count} entrées gardées sur cet appareil ne s’ouvrent pas. Elles ne sont pas effacées\u00a0: prévenez l’administrateur.`,
  signIn:
    'Sans le serveur, personne ne peut se connecter\u00a0: il garde la clé qui ouvre vos dossiers. Ce qui n’est pas encore envoyé reste scellé sur cet appareil et part après votre connexion.',
};
