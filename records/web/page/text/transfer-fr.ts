import type { TransferEnd } from '../../port/transfer-calls.ts';

/** Texts of transfers of a whole file. */
export const transferFr = {
  button: 'Transférer le dossier…',
  title: 'Transférer le dossier à un nouveau médecin traitant',
  lead: 'Tout le dossier part, scellé pour le cabinet choisi : chaque élément avec ses versions antérieures et leurs auteurs, et les pièces jointes. Le dossier reste aussi dans votre cabinet.',
  stays: 'Ne partent pas : les rendez-vous, les tâches entre professionnels et la liste des accès.',
  subject: 'Dossier médical complet',
  prepare: (name: string) => `Préparer le dossier pour ${name}`,
  preparing: 'Lecture et scellement du dossier. Rien n’est encore parti.',
  patient: 'Patient',
  recipient: 'Destinataire',
  size: 'Taille',
  volumes: (count: number) =>
    count === 1 ? 'en 1 message, que le confrère ouvre une fois' : `en ${count} messages, que le confrère ouvre tous`,
  confirm: (patient: string, born: string) => `C’est bien le dossier de ${patient}, né(e) le ${born}`,
  confirmFirst: 'Confirmez le patient avant l’envoi.',
  send: (patient: string) => `Transférer le dossier de ${patient}`,
  progress: (percent: number, sent: string, all: string) => `${percent} % : ${sent} sur ${all}`,
  left: (seconds: number) => {
    if (seconds < 60) return 'encore moins d’une minute';
    const minutes = Math.ceil(seconds / 60);
    return minutes === 1 ? 'encore environ 1 minute' : `encore environ ${minutes} minutes`;
  },
  goesOn: 'L’envoi continue si vous fermez cette fenêtre, tant que la session reste ouverte.',
  isKept: 'Après une coupure, il reprend sur cet appareil où il en était.',
  notKept: 'Cet appareil n’a pas la place de le garder : restez connecté jusqu’à la fin.',
  interrupted: 'L’envoi est interrompu.',
  interruptedHint: 'Ce qui est arrivé au serveur n’est pas envoyé deux fois.',
  resume: 'Reprendre l’envoi',
  cancel: 'Annuler le transfert',
  cancelled: ({ withdrawn, withdrawing, opened, unknown }: TransferEnd) => {
    const late =
      opened === 1
        ? '1 message était déjà ouvert : il ne se reprend pas.'
        : `${opened} messages étaient déjà ouverts : ils ne se reprennent pas.`;
    const asked =
      withdrawing === 1
        ? 'Le retrait de 1 message est demandé : « Envois » montre s’il arrive à temps.'
        : `Le retrait de ${withdrawing} messages est demandé : « Envois » montre s’il arrive à temps.`;
    const unseen =
      unknown === 1
        ? 'Le serveur ne montre pas 1 message : il n’est pas retiré.'
        : `Le serveur ne montre pas ${unknown} messages : ils ne sont pas retirés.`;
    const rest = [opened > 0 && late, withdrawing > 0 && asked, unknown > 0 && unseen].filter((one) => one !== false);
    if (rest.length > 0) return ['Transfert annulé.', ...rest].join(' ');
    return withdrawn === 0
      ? 'Transfert annulé. Rien n’était parti.'
      : 'Transfert annulé. Ce qui était parti est retiré.';
  },
  sent: (name: string) => `Le dossier est parti pour ${name}.`,
  sentHint: '« Envois » montre quand il est reçu et lu.',
  close: 'Fermer',
  show: 'Voir',
  states: {
    preparing: 'Transfert en préparation',
    ready: 'Transfert prêt, pas encore envoyé',
    sending: 'Transfert en cours',
    interrupted: 'Transfert interrompu',
    sent: 'Dossier transféré',
  },
  unfinished: (to: string) => `Un transfert à ${to} n’est pas complet.`,
  unfinishedHint:
    'L’envoi a été interrompu, et cet appareil n’en a pas les parties scellées. Reprenez sur l’appareil qui l’a commencé ; sinon retirez ce qui est parti, puis transférez de nouveau.',
  withdraw: 'Retirer ce qui est parti',
  failures: {
    draft_not_stored: [
      'Une partie du dossier scellé n’est plus sur cet appareil',
      'L’envoi ne peut pas reprendre. Annulez le transfert, puis transférez de nouveau.',
    ],
    clock_differs: ['Ce transfert est trop ancien pour reprendre', 'Annulez-le, puis transférez de nouveau.'],
    not_entitled: [
      'Ce dossier ne peut pas partir maintenant',
      'Un document déposé par l’accueil attend qu’un médecin le classe. Classez-le, puis préparez de nouveau le dossier.',
    ],
    too_large: [
      'Le dossier ou une de ses pièces est trop grand',
      'Une pièce dépasse la limite d’un message, ou le dossier celle d’un transfert. Rien n’est parti.',
    ],
    conflict: [
      'Le cabinet ou ce dossier a changé entre-temps',
      'Un autre transfert est en cours, ou le destinataire n’est plus le même. Rouvrez cette fenêtre.',
    ],
  } as Readonly<Record<string, readonly [string, string]>>,
};

export type TransferTexts = typeof transferFr;
