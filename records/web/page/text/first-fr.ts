import type { ShownRole } from '../../port/session-calls.ts';
import { doorFr } from './door-fr.ts';
import { failureFr } from './failure-fr.ts';
import { foundFr } from './found-fr.ts';

/** Texts of the screens without a session, and of the elements that all screens share. */
export const firstFr = {
  again: 'Réessayer',
  triesAgain: (time: string) => `Nouvel essai automatique à ${time}.`,
  undo: 'Annuler',
  notDone: (title: string) => `Une action n’a pas abouti. ${title}.`,
  close: 'Fermer',
  loading: 'Chargement',
  languageFailed:
    'Les textes anglais n’ont pas pu être chargés. L’écran reste en français. Rechargez la page pour réessayer.',
  failure: failureFr,
  notLoaded: {
    title: 'Une partie de l’application n’a pas pu être chargée',
    lead: 'Le réseau est coupé, ou l’application vient d’être mise à jour. Rechargez la page.',
    advice:
      'Le réseau est coupé, ou l’application vient d’être mise à jour. Terminez ce que vous écrivez, puis rechargez la page\u00a0: il faudra vous connecter de nouveau.',
    reload: 'Recharger',
  },
  door: doorFr,
  found: foundFr,
  roles: {
    doctor: 'Médecin',
    secretary: 'Secrétaire',
    administrator: 'Administrateur',
    gateway: 'Passerelle',
  } satisfies Record<ShownRole, string>,
  professionAndRole: (profession: string, role: string) => `${profession} (rôle : ${role.toLowerCase()})`,
  signIn: {
    title: 'Étanche',
    lead: 'Les dossiers du cabinet',
    button: 'Se connecter avec une clé d’accès',
    opening: 'Ouverture en cours…',
    demonstration: 'Démonstration',
    demonstrationLead: 'Un clic suffit : ces clés appartiennent à l’essai et un vrai cabinet les refuse.',
    language: 'English',
  },
  lock: {
    title: (name: string) => `Bonjour, ${name}`,
    since: (time: string) => `Verrouillé à ${time}.`,
    closing: 'Verrouillage en cours : le texte tapé est gardé sur cet appareil.',
    kept: 'Ce qui était tapé est gardé.',
    unsure: 'Le dernier texte tapé n’a peut-être pas été gardé. Relisez-le après le déverrouillage.',
    button: 'Déverrouiller',
    other: 'Une autre personne',
  },
};

export type FirstTexts = typeof firstFr;
