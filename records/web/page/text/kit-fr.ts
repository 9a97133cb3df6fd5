/** Texts of the practice's kit and of its replacement. */
export const kitFr = {
  tab: 'Kit de secours',
  title: 'Kit de secours',
  what: 'À quoi il sert',
  lead: 'Trois feuilles imprimées. Deux d’entre elles rendent l’accès au cabinet si toutes les clés sont perdues. Remplacez-les si une feuille est perdue ou si quelqu’un a pu la lire.',
  replace: 'Le remplacer',
  steps: [
    'Un médecin imprime trois nouvelles feuilles, les relit et les confirme. Rien ne change avant.',
    'Deux approbateurs signent sur les pages des coffres. Aussitôt, l’ancien kit ne signe plus rien.',
    'Le médecin termine ici, sur le même appareil : les clés du cabinet changent, et l’ancien kit ne lit rien de ce qui est écrit ensuite.',
    'Détruisez les anciennes feuilles, et gardez les nouvelles en trois lieux différents.',
  ],
  doctorOnly: 'Un médecin du cabinet fait ce remplacement.',
  begin: 'Préparer un nouveau kit',
  waiting: (approvals: number, needed: number) => `Nouveau kit proposé : ${approvals} accord sur ${needed}`,
  waitingLead:
    'L’ancien kit reste valable jusque-là. Vous pouvez fermer cette page : cet appareil garde de quoi terminer.',
  fingerprint: 'Empreinte à comparer avec la page du coffre',
  approved: 'Les approbateurs ont accepté le nouveau kit',
  approvedLead: 'L’ancien kit ne signe plus rien. Il reste à changer les clés du cabinet.',
  complete: 'Terminer le remplacement',
  done: 'Le nouveau kit est en service. Détruisez les anciennes feuilles.',
  ended: 'La demande a été refusée ou a expiré',
  endedLead: 'Les feuilles imprimées pour elle ne valent rien : détruisez-les. L’ancien kit reste valable.',
  again: 'J’ai compris',
  elsewhere:
    'Un nouveau kit est accepté, mais le remplacement n’est pas terminé. Terminez-le sur l’appareil du médecin qui a imprimé les feuilles. Si cet appareil est perdu, préparez un autre kit sur un autre : ces feuilles ne servent plus.',
  gate: {
    title: 'Imprimez le nouveau kit',
    next: 'Ensuite, deux approbateurs signent sur les pages des coffres. L’ancien kit reste valable jusque-là.',
    printed: (date: string) => `Imprimé le ${date}`,
    cancel: 'Abandonner ce kit',
    cancelLead:
      'Si cette page se ferme avant la confirmation, rien n’a changé : détruisez ces feuilles et recommencez.',
  },
};
