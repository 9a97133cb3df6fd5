import type { AppointmentState, MeasureKind, PracticalNote, Sex } from '@etanche/records-fhir';
import type { NirCheck } from '../../port/patient-calls.ts';
import type { LineAlert } from '../../port/prescription-calls.ts';
import type { MemberView } from '../../port/practice-calls.ts';
import { clinicFr } from './clinic-fr.ts';
import { commandFr } from './command-fr.ts';
import { pregnancyFr } from './pregnancy-fr.ts';
import { favouriteFr } from './favourite-fr.ts';
import { growthFr } from './growth-fr.ts';
import { interactionsFr } from './interactions-fr.ts';
import { worklistFr } from './worklist-fr.ts';
import { damageFr } from './damage-fr.ts';
import { documentFr } from './document-fr.ts';
import { readerFr } from './reader-fr.ts';
import { exportingFr } from './exporting-fr.ts';
import { paperFr } from './paper-fr.ts';
import { settingsFr } from './settings-fr.ts';
import { identityFr } from './identity-fr.ts';
import { membersFr, ownFr } from './members-fr.ts';
import { planningFr } from './planning-fr.ts';
import { protectionFr } from './protection-fr.ts';
import { unsentFr } from './unsent-fr.ts';
import { keptFr } from './kept-fr.ts';
import { kitFr } from './kit-fr.ts';
import { watchFr } from './watch-fr.ts';
import { firstFr } from './first-fr.ts';
import { exchangeFr } from './exchange-fr.ts';
import { sendFr } from './send-fr.ts';
import { shareFr } from './share-fr.ts';
import { transferFr } from './transfer-fr.ts';
import { receivedTransferFr } from './received-transfer-fr.ts';
import { structuredFr } from './structured-fr.ts';
import { mailFr } from './mail-fr.ts';
import { journalFr } from './journal-fr.ts';

/**
 * French typography: U+202F before ; ! and ?, U+00A0 before :, inside « » and before a unit, as `typeset` of `ui` sets
 * it.
 */
const stateWords: Readonly<Record<AppointmentState, string>> = {
  planned: 'rendez-vous prévu',
  confirmed: 'rendez-vous confirmé',
  arrived: 'arrivée notée',
  in_consultation: 'en consultation',
  seen: 'consultation terminée',
  absent: 'absence notée',
  cancelled: 'rendez-vous annulé',
};

export const fr = {
  ...firstFr,
  labelled: (label: string, value: string) => `${label} : ${value}`,
  clinic: clinicFr,
  damage: damageFr,
  growth: growthFr,
  interactions: interactionsFr,
  favourite: favouriteFr,
  pregnancy: pregnancyFr,
  document: documentFr,
  reader: readerFr,
  exporting: exportingFr,
  worklist: worklistFr,
  command: commandFr,
  planning: planningFr,
  protection: protectionFr,
  kept: keptFr,
  unsent: unsentFr,
  watch: watchFr,
  exchange: exchangeFr,
  sending: sendFr,
  share: shareFr,
  transfer: transferFr,
  receivedTransfer: receivedTransferFr,
  structured: structuredFr,
  mails: mailFr,
  log: journalFr,
  journal: 'Journal',
  kit: kitFr,
  identity: identityFr,
  members: membersFr,
  own: ownFr,
  shell: {
    skip: 'Aller au contenu',
    search: 'Patient ou action',
    lock: 'Verrouiller',
    help: 'Aide',
    me: 'Mon compte',
    signOut: 'Se déconnecter de cet appareil',
    openFiles: 'Dossiers ouverts',
    closeFile: (name: string) => `Fermer le dossier de ${name}`,
    rail: 'Parties de l’application',
    agenda: 'Agenda',
    patients: 'Patients',
    mail: 'Courrier',
    send: 'Envoyer…',
    sendLong: 'Envoyer à un confrère ou au patient',
    sendOne: 'Envoyer le document',
    sendVisit: (date: string) => `Envoyer la consultation du ${date}`,
    sendPrescription: (date: string) => `Envoyer l’ordonnance du ${date}`,
    sendVaccines: 'Envoyer le carnet de vaccination',
    unread: (count: number) => (count === 1 ? '1 message non lu' : `${count} messages non lus`),
    practice: 'Cabinet',
  },
  agenda: {
    today: 'Aujourd’hui',
    previous: 'Jour précédent',
    next: 'Jour suivant',
    day: 'Jour',
    print: 'Imprimer',
    alsoShow: 'Afficher aussi :',
    count: (appointments: number, places: number) =>
      `${appointments} rendez-vous, ${places === 0 ? 'aucune place' : places === 1 ? '1 place' : `${places} places`}`,
    free: (time: string, minutes: number) => `Libre ${time}, ${minutes} min`,
    pause: 'Pause',
    closed: 'Cabinet fermé',
    now: (time: string) => `Il est ${time}`,
    states: {
      planned: 'Prévu',
      confirmed: 'Confirmé',
      arrived: 'Arrivé',
      in_consultation: 'En consultation',
      seen: 'Vu',
      absent: 'Absent',
      cancelled: 'Annulé',
    } satisfies Record<AppointmentState, string>,
    stateKeys: 'A arrivé · C en consultation · V vu · K confirmé · X absent',
    notes: {
      interpreter: 'Interprète',
      wheelchair: 'Fauteuil roulant',
      accompanied: 'Accompagné',
      first_time: 'Première venue',
      home_visit: 'À domicile',
    } satisfies Record<PracticalNote, string>,
    waiting: 'Salle d’attente',
    nobodyWaits: 'Personne n’attend.',
    waited: (minutes: number) => `${minutes} min`,
    reserved: 'Réservé',
    openFile: 'Ouvrir le dossier',
    consult: 'Commencer la consultation',
    changeState: 'Changer l’état',
    move: 'Déplacer',
    cancel: 'Annuler le rendez-vous',
    cancelReason: 'Motif de l’annulation',
    cancelReasons: ['Le patient a prévenu', 'Le praticien est absent', 'Erreur de saisie'],
    moved: (name: string, time: string) => `${name} déplacé à ${time}`,
    booked: (name: string, when: string) => `${name}, ${when}`,
    /** Words that agree with nobody's sex. */
    stateSet: (name: string, state: AppointmentState) => `${name} : ${stateWords[state]}`,
    empty: 'Aucun rendez-vous. Choisissez une place libre pour en réserver un.',
  },
  phone: {
    title: 'Au téléphone',
    field: 'Date de naissance, nom ou téléphone',
    hint: 'Par exemple 02 09 91, ou le nom et l’initiale du prénom',
    places: 'Premières places',
    minutes: (minutes: number) => `${minutes} min`,
    noPlace: 'Aucune place dans les deux semaines.',
    today: 'aujourd’hui',
    tomorrow: 'demain',
    at: (day: string, time: string) => `${day} à ${time}`,
    coming: 'Rendez-vous à venir',
    comingLead: 'Seulement dans les jours ouverts sur cet appareil.',
    noComing: 'Aucun dans les jours ouverts sur cet appareil.',
    sameDay: (when: string) => `Attention : déjà un rendez-vous ce jour-là, ${when}.`,
    book: (when: string) => `Réserver ${when}`,
    note: 'Note pratique',
    kinds: 'Type de rendez-vous',
    choose: 'Choisir',
    other: 'Chercher une autre personne',
  },
  search: {
    found: (count: number) => (count === 1 ? '1 patient' : `${count} patients`),
    notFound: 'Aucun patient ainsi nommé. Vérifiez la saisie, ou créez le dossier.',
    unreadable: 'Une fiche ne s’ouvre pas. Rien n’est perdu, prévenez l’administrateur.',
    tooMany: {
      birth_date: 'Trop de patients : ajoutez la date de naissance.',
      family_name: 'Trop de patients : ajoutez la première lettre du nom.',
      number: 'Trop de patients : ajoutez un téléphone ou le numéro de sécurité sociale.',
    },
    sayMore: {
      search_name: 'Ajoutez l’initiale du prénom ou la date de naissance.',
      search_year: 'Ajoutez l’année de naissance.',
      search_number: 'Le numéro n’est pas complet.',
      search_empty: '',
      search_too_long: 'Le texte est trop long.',
    },
    further: 'Chercher aussi autrement',
    enter: 'Entrée pour chercher',
    inActions: (text: string) => `Chercher « ${text} » parmi les actions`,
  },
  patients: {
    title: 'Trouver un patient',
    recent: 'Ouverts récemment',
    noRecent: 'Les dossiers que vous ouvrez apparaissent ici.',
  },
  patient: {
    sex: { male: 'Homme', female: 'Femme', other: 'Autre', unknown: 'Sexe inconnu' },
    age: (years: number) => (years === 1 ? '1 an' : `${years} ans`),
    months: (months: number) => `${months} mois`,
    born: (name: string, sex: string) => `${sex === 'Homme' ? 'né' : 'née'} ${name}`,
    status: {
      PROV: 'Identité provisoire',
      RECUP: 'Identité récupérée',
      VALI: 'Identité validée',
      QUAL: 'Identité qualifiée',
    },
    doubt: 'Identité douteuse',
    deceased: 'Décédé',
    allergies: {
      not_recorded: 'Allergies : non renseignées',
      none_known: 'Allergies : aucune connue',
      listed: 'Allergies',
    },
    parts: 'Parties du dossier',
    tabs: {
      identity: 'Identité et contact',
      synthesis: 'Synthèse',
      history: 'Antécédents',
      visits: 'Consultations',
      prescriptions: 'Ordonnances',
      results: 'Résultats',
      pregnancy: 'Grossesse',
      growth: 'Croissance',
      documents: 'Documents',
      exchange: 'Envois',
      vaccines: 'Vaccins',
      accesses: protectionFr.tab,
    },
    problems: 'Problèmes en cours',
    noProblems: 'Aucun problème noté.',
    pastProblems: 'Problèmes passés',
    allergyTitle: 'Allergies et intolérances',
    intolerance: 'intolérance',
    severe: 'grave',
    history: 'Antécédents',
    treatment: 'Traitement habituel',
    noTreatment: 'Aucun traitement habituel noté.',
    until: (date: string) => `Fin le ${date}`,
    lastVisits: 'Dernières consultations',
    noVisits: 'Aucune consultation notée.',
    readAll: (count: number) => `Tout lire, ${count}`,
    documents: 'Documents récents',
    noDocuments: 'Aucun document.',
    all: (count: number) => `Tout, ${count}`,
    measures: 'Mesures et biologie',
    noMeasures: 'Aucune mesure.',
    reference: (low: string | null, high: string | null) =>
      low === null
        ? `norme jusqu’à ${high ?? ''}`
        : high === null
          ? `norme à partir de ${low}`
          : `norme ${low} à ${high}`,
    high: 'élevé',
    low: 'bas',
    around: 'Autour du patient',
    treatingDoctor: (name: string) => `Médecin traitant : ${name}`,
    since: (date: string) => `depuis ${date}`,
    vaccines: 'Vaccins',
    noVaccines: 'Aucun vaccin noté.',
    lot: (lot: string) => `lot ${lot}`,
    timeline: 'Frise',
    opening: 'Ouverture du dossier',
  },
  visit: {
    template: 'Modèle',
    abnormal: 'Derniers résultats anormaux',
    papers: 'Dans cette consultation',
    lines: (count: number) =>
      `Ordonnance, ${count === 0 ? 'aucune ligne' : count === 1 ? '1 ligne' : `${count} lignes`}`,
    next: 'Prochain rendez-vous',
    spans: { week: '1 sem.', month: '1 mois', quarter: '3 mois', half: '6 mois' },
    entries: (count: number) => (count === 0 ? 'aucun rendez-vous' : `${count} rendez-vous`),
    noPlace: 'Aucune place ce jour. Choisissez un autre jour.',
    booked: (when: string) => `Rendez-vous réservé, ${when}.`,
    begin: 'Consulter',
    reason: 'Motif',
    examination: 'Examen',
    conclusion: 'Conclusion',
    measureHint:
      'Tapez « ta 13/8 » ou « 130/80 », « poids 72 », « taille 112 », « t 38,5 », « glycémie 1,10 », puis Entrée',
    measures: {
      pressure: 'Tension',
      weight: 'Poids',
      height: 'Taille',
      head: 'Périmètre crânien',
      temperature: 'Température',
      pulse: 'Pouls',
      saturation: 'Saturation',
      fundal: 'Hauteur utérine',
      fetal: 'Bruits du cœur fœtal',
      glucose: 'Glycémie',
    } satisfies Record<MeasureKind, string>,
    offer: 'Mesure proposée',
    unlikely: 'Valeur rare, à relire',
    enter: 'Entrée',
    escape: 'Échap',
    leave: 'Laisser comme texte',
    nothingWritten: 'Rien n’est écrit\u00a0: la consultation n’est pas créée.',
    measured: 'Mesuré aujourd’hui',
    nothingMeasured: 'Aucune mesure pour l’instant.',
    remove: (measure: string) => `Retirer ${measure}`,
    keeping: 'Pas encore gardé…',
    kept: (time: string) => `Gardé à ${time}`,
    notKept: 'Pas gardé',
    end: 'Terminer',
  },
  newPatient: {
    chooseSex: 'Choisissez le sexe.',
    title: 'Créer un patient',
    identity: 'Identité',
    birthDate: 'Date de naissance',
    birthName: 'Nom de naissance',
    givenNames: 'Prénoms de naissance',
    usedName: 'Nom utilisé, si différent',
    sex: 'Sexe',
    birthPlace: 'Lieu de naissance',
    nir: 'Numéro de sécurité sociale',
    nirCheck: (check: NirCheck) =>
      check.state === 'valid'
        ? check.agrees
          ? 'Clé juste, accord avec la date et le sexe.'
          : 'Clé juste, mais la date de naissance ou le sexe diffère.'
        : check.state === 'wrong_key'
          ? `Clé attendue : ${check.expected}. Un chiffre est faux ou inversé.`
          : check.state === 'malformed'
            ? 'Ce numéro n’a pas la forme attendue.'
            : '',
    contact: 'Contact',
    phone: 'Téléphone',
    email: 'Courriel',
    street: 'Adresse',
    postalCode: 'Code postal',
    town: 'Ville',
    noMedical: 'Rien de médical ici : la réception ne voit pas la partie clinique.',
    first: 'D’abord la date de naissance, le nom et le prénom : la recherche se fait pendant la frappe.',
    create: 'Créer le dossier',
    createAnyway: 'Créer quand même',
    known: 'Déjà connus ?',
    alike: (count: number) => (count === 1 ? '1 ressemblance' : `${count} ressemblances`),
    nobody: 'Aucun dossier ne ressemble à celui-ci.',
    incomplete: 'Beaucoup de patients ont cette date de naissance : la recherche peut être incomplète.',
    same: 'pareil',
    differs: 'différent',
    isThem: (sex: Sex): string => (sex === 'male' ? 'C’est lui' : 'C’est elle'),
    add: 'Créer un patient',
    created: (name: string) => `${name} créé`,
  },
  practice: {
    lead: 'Les membres, selon les ordres que les coffres ont vérifiés. Un administrateur n’ouvre aucun dossier.',
    members: 'Membres du cabinet',
    name: 'Nom',
    roles: 'Rôles',
    status: 'État',
    states: {
      invited: 'Invité',
      waiting: 'À inscrire',
      active: 'Actif',
      frozen: 'Suspendu',
      retired: 'Parti',
      importer: 'Programme d’import',
    } satisfies Record<MemberView['status'], string>,
    noGrant: 'droits à donner',
  },
  paper: paperFr,
  settings: settingsFr,
  prescription: {
    empty: 'La page apparaît ici quand une ligne est ajoutée.',
    open: 'Ordonnance',
    title: 'Ordonnance',
    search: 'Médicament, par substance ou par nom',
    brands: (count: number) => (count === 1 ? '1 spécialité' : `${count} spécialités`),
    nothing: 'Aucun médicament commercialisé ne correspond.',
    source: (date: string) =>
      `Base de données publique des médicaments, ${date}. Rien de ce que vous tapez ne quitte cet appareil.`,
    dose: 'Posologie et durée',
    doseHint:
      'Par exemple « 1 0 1 7j », « 1 matin 3 mois », « 1 toutes les 8h si douleur max 3 », « 40 mg 3j puis 20 mg 3j »',
    notUnderstood: 'Cette posologie n’est pas comprise. Écrivez-la autrement.',
    faults: {
      not_understood: 'Cette posologie n’est pas comprise. Écrivez-la autrement.',
      ambiguous: 'Deux lectures sont possibles : précisez le moment ou la durée.',
      unit_missing: 'Précisez l’unité, par exemple « 1 comprimé » ou « 5 ml ».',
      unit_ambiguous: 'Comprimés ou milligrammes ? Précisez l’unité.',
      unit_differs: 'L’unité ne correspond pas à la forme du médicament.',
      fraction_impossible: 'Cette forme ne se partage pas.',
      strength_mismatch: 'Aucun nombre d’unités ne donne cette quantité.',
      zero: 'La quantité est nulle.',
      too_large: 'Une quantité ou une durée dépasse ce qui est possible.',
      max_below_dose: 'Le maximum par jour est plus petit que la dose.',
      duration_missing: 'Chaque palier sauf le dernier demande une durée.',
      reason_invalid: 'La raison manque ou est trop longue.',
    } as Readonly<Record<string, string>>,
    quantity: (amount: string, unit: string, isMost: boolean) =>
      `Quantité : ${isMost ? 'au plus ' : ''}${amount} ${unit}${amount === '1' || unit.length <= 2 ? '' : 's'}`,
    renewals: 'Renouvellements',
    continuous: 'Traitement habituel',
    ald: 'En rapport avec l’ALD (partie haute)',
    checks: 'À savoir',
    alert: ({ kind, text, interaction }: LineAlert): string =>
      ({
        pregnancy: `Grossesse, ${text}`,
        pregnancy_list: 'Grossesse en cours : la liste des mises en garde (ANSM, CRAT) n’est pas complète.',
        allergy: `Allergie connue : ${text}`,
        unchecked_allergy: `Allergie non comparée : ${text}`,
        duplicate: `Déjà dans le traitement : ${text}`,
        rule: text,
        not_in_database: 'Ce médicament n’est pas dans la base : rien n’est vérifié.',
        interaction: interaction === undefined ? text : interactionsFr.found(text, interaction),
        no_known_interaction: kind === 'no_known_interaction' ? interactionsFr.noneKnown(text) : '',
        not_in_thesaurus: interactionsFr.unlisted(text),
        treatment_unread: interactionsFr.treatmentUnread(text),
        no_thesaurus: interactionsFr.none,
        thesaurus_incomplete: interactionsFr.incomplete,
        thesaurus_unread: interactionsFr.unread,
      })[kind],
    stop: 'Lisez ceci avant de prescrire',
    chooseOther: 'Choisir un autre médicament',
    prescribeAnyway: 'Prescrire quand même',
    add: 'Ajouter la ligne',
    lines: 'Lignes de l’ordonnance',
    remove: (label: string) => `Retirer ${label}`,
    renewAll: 'Tout renouveler',
    renewNone: 'Ne rien renouveler',
    keep: (count: number) =>
      count === 0 ? 'Garder l’ordonnance' : count === 1 ? 'Garder 1 ligne' : `Garder ${count} lignes`,
    written: (count: number) => (count === 1 ? '1 ligne gardée.' : `${count} lignes gardées.`),
    refused: (labels: string) =>
      `Rien n’a été gardé ni imprimé. Ces lignes ne peuvent pas être renouvelées telles quelles : ${labels}.`,
    refusal: {
      unreadable: 'Non renouvelable : cette ligne contient des indications que cet écran ne reprend pas.',
      stopped: 'Non renouvelable : cette ligne est arrêtée.',
      invalid: 'Non renouvelable : la dose ou la durée de cette ligne ne peut pas être prescrite.',
    },
    retype: 'Prescrire de nouveau',
    renewFor: (label: string) => `Durée du renouvellement de ${label}`,
    during: (days: number) => (days % 30 === 0 ? `pendant ${days / 30} mois` : `pendant ${days} jours`),
    noDuration: 'durée non précisée',
  },
  quota: {
    scope: (left: number) => `Il vous reste ${left} nouveaux dossiers pour aujourd’hui.`,
    stays: 'Les dossiers déjà ouverts restent accessibles.',
  },
};

/** The texts of one language; the French ones are the model. */
export type Texts = typeof fr;
