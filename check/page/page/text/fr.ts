import { frErrors } from './fr-errors.ts';
import type { Texts } from './texts.ts';

export const fr: Texts = {
  language: 'fr',
  otherLanguage: 'English',
  languageLabel: 'Langue',
  skip: 'Aller au contenu',
  site: 'Vérifier une fuite de données',
  loading: 'Chargement de la vérification…',
  continue: 'Continuer',
  back: 'Retour',
  check: 'Vérifier',
  newTab: 'nouvel onglet',
  step: (current, total) => `Étape ${current} sur ${total}`,
  home: {
    controller: 'Organisme responsable',
    occurred: 'Période de la fuite',
    discovered: 'Date de la découverte',
    between: (from, to) => (from === to ? from : `${from} – ${to}`),
    contact: 'Pour toute question',
    legalBasis: 'Base légale',
    expires: 'Cette vérification est ouverte jusqu’au',
    vaults: 'Serveurs qui participent au calcul',
    facts: 'Qui est responsable ?',
    choose: 'Avec quoi voulez-vous vérifier ?',
    chooseError: 'Choisissez une des possibilités.',
    one: 'Êtes-vous concerné ?',
    safeTitle: 'Pourquoi vous pouvez répondre sans crainte',
    safe: [
      'Ce que vous tapez ne quitte pas votre appareil : il y est transformé en un calcul brouillé, auquel plusieurs serveurs indépendants répondent sans pouvoir le lire.',
      'Personne d’autre que vous ne voit la réponse, et rien n’est gardé quand vous quittez cette page.',
    ],
    how: 'Comment ça marche',
    howUrl: 'comment-ca-marche/',
    verify: 'Vérifier cette page elle-même',
    verifyUrl: 'comment-ca-marche/#verifier',
    legal: 'Mentions légales et accessibilité',
    legalUrl: 'mentions/',
  },
  kinds: {
    nir: { name: 'Mon numéro de sécurité sociale', hint: 'et ma date de naissance' },
    code: { name: 'Le code de ma lettre', hint: 'si l’organisme vous a écrit' },
    email: { name: 'Mon adresse e-mail', hint: 'celle donnée à l’organisme' },
    phone: { name: 'Mon numéro de téléphone', hint: 'celui donné à l’organisme' },
    person: { name: 'Mon nom', hint: 'avec mon prénom et ma date de naissance' },
  },
  child: {
    title: 'C’est pour un enfant ?',
    text: 'Tapez le numéro sous lequel le laboratoire connaissait votre enfant : c’est souvent celui d’un parent. Donnez ensuite la date de naissance de l’enfant.',
  },
  fields: {
    nir: {
      label: 'Votre numéro de sécurité sociale',
      hint: 'Il est sur votre carte Vitale et sur votre attestation de droits. 15 chiffres, ou 13 sans la clé.',
      corsica: 'Naissance en Corse :',
      insert: (letters) => `Insérer ${letters}`,
      without:
        '13 caractères suffisent. Si vous ajoutez la clé (les 2 derniers chiffres), nous pourrons repérer une faute de frappe.',
    },
    birthDate: {
      label: 'Votre date de naissance',
      hint: 'Jour, mois, année. Par exemple 28/03/1979. Jour ou mois inconnu : tapez 00.',
      child: 'Pour un enfant, tapez la date de naissance de l’enfant.',
    },
    code: {
      label: 'Le code de votre lettre',
      hint: '17 lettres et chiffres, en bas de la lettre que vous avez reçue. Majuscules ou minuscules, avec ou sans tirets.',
    },
    email: { label: 'Votre adresse e-mail', hint: 'Par exemple prenom.nom@exemple.fr' },
    phone: {
      label: 'Votre numéro de téléphone',
      hint: 'Par exemple 06 12 34 56 78. Hors de France, commencez par + et l’indicatif.',
    },
    family: { label: 'Votre nom de famille', hint: 'Essayez d’abord le nom de naissance, puis le nom d’usage.' },
    given: { label: 'Votre premier prénom', hint: 'Tel qu’il figure sur votre pièce d’identité.' },
  },
  errors: frErrors,
  pictures: {
    card: 'Dessin d’une carte Vitale : le numéro de sécurité sociale est imprimé sur la dernière ligne, sous le nom.',
    cardNumber: 'votre numéro',
    letter: 'Dessin d’une lettre : le code est encadré, en bas de la page.',
    letterCode: 'votre code',
  },
  asking: {
    title: 'Vérification en cours',
    stretch: 'Préparation sur votre appareil',
    ask: 'Question aux serveurs indépendants',
    work: 'Il y a beaucoup de monde : votre appareil fait un calcul pour prendre son tour',
    fetch: 'Lecture de la réponse',
    note: 'Cela prend quelques secondes, un peu plus sur un téléphone ancien.',
    cancel: 'Annuler',
    done: 'fait',
    current: 'en cours',
  },
  found: {
    title: 'Oui, vos données sont dans cette fuite.',
    exposed: 'Ce qui a été exposé vous concernant',
    exposedNote:
      'Cette liste vient du fichier volé. Cette page ne connaît que le genre des renseignements, pas leur contenu.',
    calm: 'Vous n’avez rien fait de mal. Voici quoi faire, dans l’ordre.',
    todo: 'Que faire maintenant',
    papers: 'Vos documents',
    papersNote: 'Ils sont faits sur votre appareil. Rien n’est envoyé.',
    summary: 'Récapitulatif',
    summaryNote: 'Ce que dit cette page, à garder.',
    letter: 'Lettre de plainte',
    letterNote: 'À compléter, signer et envoyer au procureur de la République.',
    print: 'Imprimer',
    save: 'Enregistrer',
    services: 'À qui parler',
    again: 'Vérifier pour une autre personne',
    forget: 'Tout effacer',
  },
  notFound: {
    title: 'Non, nous n’avons rien trouvé.',
    asked: {
      nir: 'Ce numéro, avec cette date de naissance, n’est pas dans cette fuite.',
      code: 'Ce code ne figure pas dans cette fuite.',
      email: 'Cette adresse e-mail n’est pas dans cette fuite.',
      phone: 'Ce numéro de téléphone n’est pas dans cette fuite.',
      person: 'Ce nom, avec cette date de naissance, n’est pas dans cette fuite.',
    },
    sure: 'La réponse est complète : chaque étape a été contrôlée.',
    meaning: 'Ce que cela ne dit pas',
    limits: [
      'Cette réponse ne vaut que pour cette fuite, pas pour les autres.',
      'Le fichier peut contenir un autre numéro ou une date mal recopiée. En cas de doute, essayez avec ce qui figure sur vos anciens papiers.',
      'Un enfant est souvent enregistré sous le numéro d’un parent.',
    ],
    codeLimit: 'Chaque code ne vaut que pour la personne à qui la lettre est adressée.',
    otherKinds: 'Vous pouvez aussi vérifier autrement :',
    careful:
      'Dans tous les cas, méfiez-vous des messages et des appels qui parlent de cette fuite : personne ne vous demandera votre mot de passe ni votre carte bancaire.',
    again: 'Vérifier autre chose',
  },
  could: {
    title: 'Nous n’avons pas pu vérifier.',
    neither: 'Ce n’est ni un oui, ni un non : nous ne savons pas.',
    reasons: {
      network:
        'Votre appareil n’a pas pu joindre les serveurs. Vérifiez votre connexion, puis réessayez. Si d’autres sites marchent, le problème est chez nous : réessayez plus tard.',
      busy: 'Beaucoup de personnes vérifient en ce moment. Rien n’est perdu : attendez un peu, puis réessayez.',
      resting:
        'La vérification est arrêtée par sécurité, et reprendra plus tard. Rien n’est perdu : revenez à l’heure indiquée.',
      altered:
        'Ce que cette page a reçu n’est pas ce que l’organisme a publié. Par prudence, nous ne donnons aucune réponse. Ne vous fiez pas à cette page et prévenez l’organisme.',
      expired:
        'Cette vérification n’est plus valable, ou la date de votre appareil est fausse. Vérifiez la date de votre appareil. Si elle est juste, contactez l’organisme.',
      outdated:
        'Ce site montre une ancienne liste, remplacée depuis. Par prudence, nous ne donnons aucune réponse. Rechargez la page. Si ce message revient, prévenez l’organisme.',
      closed: 'L’organisme a mis fin à cette vérification. Contactez-le pour savoir si vous êtes concerné.',
      browser: 'Votre navigateur n’a pas pu faire le calcul. Mettez-le à jour, ou essayez depuis un autre appareil.',
    },
    retry: 'Réessayer',
    retryAt: (day, hour) =>
      `Réessayer ${{ today: 'vers', tomorrow: 'demain vers', later: 'après-demain vers' }[day]} ${hour} h`,
    retryIn: (time) => `Réessayer dans ${time}`,
    ready: 'Vous pouvez réessayer.',
    change: 'Corriger ma réponse',
    contact: 'Contacter l’organisme',
  },
  forgotten: 'Pour votre sécurité, ce que vous aviez tapé a été effacé.',
  contactLabels: { email: 'E-mail', phone: 'Téléphone', address: 'Adresse', url: 'Site', name: 'Contact' },
  advice: {
    password: {
      title: 'Changez votre mot de passe',
      text: 'Changez-le sur le site de l’organisme, puis partout où vous avez utilisé le même. Choisissez un mot de passe différent pour chaque site.',
    },
    bank: {
      title: 'Prévenez votre banque',
      text: 'Appelez votre banque au numéro écrit sur votre carte ou sur un relevé. Surveillez vos comptes. Un prélèvement que vous n’avez pas autorisé se conteste pendant 13 mois.',
    },
    phishing: {
      title: 'Méfiez-vous des messages et des appels',
      text: 'Un escroc peut citer votre nom, votre médecin ou votre laboratoire pour vous mettre en confiance. Ne cliquez pas, ne rappelez pas. Allez vous-même sur le site officiel. Signalez les SMS et les appels au 33700, les e-mails à Signal Spam.',
    },
    insurance: {
      title: 'Surveillez votre compte ameli',
      text: 'Vérifiez que les remboursements sont bien les vôtres, et que vos coordonnées n’ont pas changé. Votre numéro de sécurité sociale ne peut pas être changé. L’Assurance maladie ne demande jamais vos codes par téléphone, SMS ou e-mail.',
    },
    insurer: {
      title: 'Prévenez votre mutuelle',
      text: 'Demandez-lui de signaler toute demande inhabituelle à votre nom.',
    },
    identity: {
      title: 'Guettez une usurpation d’identité',
      text: 'Un crédit, un compte ou un abonnement que vous n’avez pas demandé : portez plainte tout de suite. Vous pouvez demander la liste des comptes bancaires ouverts à votre nom (fichier FICOBA) : la CNIL explique comment.',
    },
    document: {
      title: 'Signalez votre pièce d’identité',
      text: 'Demandez à votre mairie s’il faut la renouveler. Gardez une trace de votre demande.',
    },
    health: {
      title: 'Si quelqu’un utilise vos données de santé',
      text: 'Chantage, moquerie, discrimination : ne payez pas, ne répondez pas, gardez les messages. C’est un délit. Parlez-en à votre médecin si cela vous inquiète.',
    },
    evidence: {
      title: 'Gardez une preuve',
      text: 'Enregistrez le récapitulatif que cette page prépare. Gardez aussi la lettre ou l’e-mail de l’organisme.',
    },
    complaint: {
      title: 'Portez plainte, si vous le souhaitez',
      text: 'C’est gratuit. Sur 17Cyber, un policier ou un gendarme vous répond par messagerie, jour et nuit. Quand une lettre-plainte en ligne existe pour cette fuite, elle est sur cybermalveillance.gouv.fr. Sinon, utilisez la lettre que cette page prépare.',
    },
  },
  services: {
    '17cyber': { name: '17Cyber', text: 'Diagnostic, et messagerie avec la police ou la gendarmerie, 24 h sur 24.' },
    cybermalveillance: {
      name: 'Cybermalveillance.gouv.fr',
      text: 'Conseils, et lettre-plainte en ligne pour certaines fuites.',
    },
    'info-escroqueries': {
      name: 'Info Escroqueries, 0 805 805 817',
      text: 'Conseils par téléphone. Appel gratuit, du lundi au vendredi.',
    },
    '33700': { name: '33700', text: 'Pour signaler un SMS ou un appel frauduleux.' },
    'signal-spam': { name: 'Signal Spam', text: 'Pour signaler un e-mail frauduleux.' },
    pharos: { name: 'PHAROS', text: 'Pour signaler un site ou un contenu illicite.' },
    perceval: {
      name: 'Perceval et Thésée, sur service-public.fr',
      text: 'Pour signaler une fraude à la carte bancaire, ou porter plainte en ligne contre une escroquerie.',
    },
    'france-victimes': {
      name: 'France Victimes, 116 006',
      text: 'Écoute et aide aux victimes. Appel gratuit, 7 jours sur 7.',
    },
    cnil: { name: 'CNIL', text: 'Vos droits après une fuite, et le fichier FICOBA.' },
    'cnil-complaint': {
      name: 'Plainte à la CNIL',
      text: 'Si l’organisme n’a pas protégé vos données ou ne vous répond pas.',
    },
    ameli: { name: 'Compte ameli', text: 'Vos remboursements de l’Assurance maladie.' },
  },
  paper: {
    summaryTitle: 'Récapitulatif de vérification',
    checkedOn: (date) => `Vérification faite le ${date}.`,
    leak: 'La fuite',
    answer: 'La réponse',
    exposed: 'Renseignements exposés',
    todo: 'Que faire',
    services: 'Services officiels',
    private: 'Ce document a été fait sur votre appareil. Il ne contient ni votre nom, ni votre numéro.',
    version: (index, version) => `Référence de la publication : ${index}, version ${version}.`,
    summaryFile: 'recapitulatif',
    letterFile: 'lettre-de-plainte',
  },
};
