import type { Failure } from '../../port/messages.ts';
import type { FailureText, FailureTexts } from './failure-text.ts';
import { shortTime } from './format.ts';

/** Every code of the client in plain words with a next step. */
export const codesFr: FailureTexts = {
  quota_reached: [
    'La limite de nouveaux dossiers est atteinte',
    'Les dossiers déjà ouverts restent accessibles. Demandez une hausse à l’administrateur, ou ouvrez en urgence.',
  ],
  invalid_copies: ['Ce n’est pas une copie de ce dossier', 'Demandez à l’administrateur une copie de celui-ci.'],
  could_not_check: ['Ce dossier ne s’ouvre pas', 'Rien n’est perdu. Réessayez dans un instant.'],
  conflict: [
    'Quelqu’un a modifié ceci avant vous',
    'Votre saisie n’est pas partie. Relisez la version actuelle, puis recommencez.',
  ],
  uncertain: ['La connexion a été coupée pendant l’envoi', 'Réessayez : rien ne sera enregistré deux fois.'],
  already_sent: [
    'Ce message était déjà parti',
    'Rien n’est parti une seconde fois. Les envois du dossier le montrent. Pour l’envoyer encore une fois, confirmez de nouveau.',
  ],
  invalid_resource: ['Une information n’est pas valable', 'Rien n’a été enregistré. Corrigez les champs signalés.'],
  identity_refused: ['Les règles d’identité ne le permettent pas', 'Vérifiez les traits d’identité avec un document.'],
  not_entitled: ['Votre rôle ne le permet pas', 'Demandez à un membre qui a ce droit.'],
  place_taken: [
    'Quelqu’un a pris cette place avant vous',
    'Choisissez une autre heure, ou confirmez les deux rendez-vous.',
  ],
  queue_full: [
    'Cet appareil garde déjà tout ce qu’il peut sans le serveur',
    'Rien de cette action n’a été gardé. Décidez de ce qui attend ou exportez-le, ou notez ceci sur papier.',
  ],
  day_full: ['Cette journée est complète', 'Choisissez un autre jour.'],
  list_full: [
    'Cette liste est pleine',
    'Classez ou terminez d’abord des tâches, puis recommencez. Rien n’a été ajouté.',
  ],
  too_large: ['Ce contenu est trop grand', 'Réduisez le fichier, puis recommencez.'],
  options_invalid: ['Un réglage de l’application est faux', 'Prévenez l’administrateur.'],
  unreachable: ['Le serveur ne répond pas', 'Vérifiez le réseau, puis réessayez.'],
  answer_invalid: ['Le serveur a donné une réponse incomprise', 'Prévenez l’administrateur.'],
  server_untrusted: [
    'Le serveur ne prouve pas ce qu’il affirme',
    'Arrêtez le travail et prévenez la personne responsable. Rien n’a été utilisé.',
  ],
  vaults_missing: ['Il manque des coffres', 'Réessayez quand tous les coffres répondent.'],
  vaults_disagree: ['Les coffres ne sont pas d’accord entre eux', 'Réessayez plus tard et prévenez leurs exploitants.'],
  locked: ['La session est verrouillée', 'Déverrouillez pour continuer.'],
  passkey_failed: [
    'La clé d’accès n’a pas été utilisée',
    'Recommencez, et validez la demande de l’appareil. Si elle est sur un autre appareil, choisissez-le dans la fenêtre.',
  ],
  passkey_without_prf: [
    'Cette clé d’accès ne peut pas protéger de dossiers',
    'Prenez-en une autre : une clé de sécurité récente, un téléphone, ou Chrome, Edge ou Safari à jour.',
  ],
  no_grant: ['Vos droits ne sont pas encore actifs', 'Un médecin du cabinet doit les donner.'],
  epoch_due: [
    'Un médecin doit ouvrir une nouvelle période',
    'Prévenez un médecin du cabinet : rien ne peut être écrit avant.',
  ],
  not_a_member: ['Vous n’êtes pas membre de ce cabinet', 'Prévenez l’administrateur.'],
  sign_in_refused: [
    'Le cabinet ne reconnaît pas cette clé, cette invitation ou ce code',
    'Elle a pu être retirée, ou son délai est passé. Essayez une autre clé d’accès, ou demandez une nouvelle invitation à l’administrateur.',
  ],
  not_found: ['Ce dossier n’existe pas ici', 'Il a peut-être été effacé.'],
  erased: ['Ce dossier a été effacé', 'Deux médecins l’ont décidé.'],
  too_many_requests: ['Trop de demandes à la fois', 'Attendez un instant, puis réessayez.'],
  limit_reached: ['Une limite est atteinte', 'Prévenez l’administrateur.'],
  overloaded: ['Le serveur est trop occupé', 'Attendez un instant, puis réessayez.'],
  request_invalid: ['Le serveur n’accepte pas cette demande', 'Rien n’a été enregistré. Prévenez l’administrateur.'],
  unauthenticated: ['La session est terminée', 'Connectez-vous de nouveau.'],
  forbidden: ['Votre rôle ne le permet pas', 'Demandez à un membre qui a ce droit.'],
  epoch_closed: ['Les clés du cabinet ont changé', 'Recommencez : la nouvelle clé sera utilisée.'],
  clock_differs: ['L’heure de cet appareil est fausse', 'Réglez l’heure de l’appareil, puis recommencez.'],
  key_reused: ['Cette demande a déjà servi', 'Rechargez la page, puis recommencez.'],
  imports_exhausted: ['Ce dossier a reçu trop d’imports', 'Un autre import n’y écrit plus rien.'],
  signature_refused: ['Une signature est refusée', 'Rien n’a été enregistré. Prévenez l’administrateur.'],
  owners_shared: ['Deux coffres ont le même exploitant', 'Choisissez des coffres d’exploitants différents.'],
  refused: [
    'Les coffres refusent cette demande',
    'Rien n’a changé. Elle dépasse ce qu’ils permettent, ou le cabinet a changé entre-temps. Vérifiez les nombres et les dates.',
  ],
  vaults_unreachable: ['Les coffres ne répondent pas', 'Réessayez dans un instant.'],
  log_stopped: ['Le serveur a été restauré et n’enregistre rien', 'Deux approbateurs doivent signer la reprise.'],
  store_unavailable: ['Le serveur ne peut pas enregistrer pour le moment', 'Attendez un instant, puis réessayez.'],
  erasing: ['Ce dossier sera effacé', 'Deux médecins peuvent encore le restaurer.'],
  internal_error: ['Le serveur a rencontré une erreur', 'Réessayez, puis prévenez l’administrateur.'],
  federation_unsafe: ['Ce nombre de coffres ne suffit pas', 'Choisissez un seuil plus élevé.'],
  approvers_insufficient: [
    'Les approbateurs viennent d’un seul coffre',
    'Inscrivez l’un d’eux auprès d’un autre coffre.',
  ],
  helpers_insufficient: ['Il manque une personne pour aider', 'Choisissez deux personnes, ou demandez à une seconde.'],
  fingerprint_differs: ['L’empreinte n’est pas celle qui a été comparée', 'N’inscrivez pas cette personne.'],
  passphrase_refused: ['La phrase secrète est refusée', 'Vérifiez la phrase, puis recommencez.'],
  draft_not_stored: [
    'Cet appareil n’a pas pu garder ce que vous avez écrit',
    'Ne fermez pas la page. Libérez de la place sur le disque, puis réessayez.',
  ],
  transfer_refused: [
    'Le confrère a refusé ce dossier',
    'Rien d’autre n’est envoyé. Annulez le transfert, et demandez-lui la raison.',
  ],
  text_invalid: ['Le code saisi n’est pas valable', 'Vérifiez la saisie caractère par caractère.'],
  unexpected: ['L’application a rencontré une erreur', 'Rien n’est perdu. Rechargez la page si cela se répète.'],
};

const untrusted: FailureText = [
  'Ce dossier ne se vérifie pas',
  'Rien n’est affiché. Prévenez la personne responsable.',
];

export function failureFr(failure: Failure): { readonly title: string; readonly advice: string } {
  const isUntrusted = failure.reason === 'untrusted' || failure.reason === 'split_log';
  const code = Object.hasOwn(codesFr, failure.code) ? (failure.code as keyof FailureTexts) : 'unexpected';
  const [title, advice] = isUntrusted ? untrusted : codesFr[code];
  return {
    title,
    advice:
      failure.resetsAt === null ? advice : `${advice} De nouveau possible à ${shortTime(failure.resetsAt, 'fr')}.`,
  };
}
