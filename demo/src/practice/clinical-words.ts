/** A chronic illness: ICD-10 code and usual treatments. */
export interface Illness {
  readonly code: string;
  readonly name: string;
  /** Prefixes of names in `medicines`. */
  readonly treatments: readonly string[];
  /** Minimum age. */
  readonly from: number;
  /** Share of people of that age with the illness. */
  readonly share: number;
  readonly note: string;
}

function illnesses(rows: string): Illness[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [code = '', name = '', treatments = '', from = '', share = '', note = ''] = row
        .split('|')
        .map((cell) => cell.trim());
      return { code, name, treatments: treatments.split(' '), from: Number(from), share: Number(share), note };
    });
}

export const chronic: readonly Illness[] = illnesses(`
  I10   | Hypertension artérielle essentielle | AMLODIPINE RAMIPRIL PERINDOPRIL CANDESARTAN BISOPROLOL | 45 | 0.35 | Automesures tensionnelles satisfaisantes, bonne observance.
  E11.9 | Diabète de type 2 | METFORMINE GLICLAZIDE JANUVIA SITAGLIPTINE | 45 | 0.12 | Pas d’hypoglycémie. Fond d’œil et pieds à contrôler cette année.
  E78.0 | Hypercholestérolémie | ATORVASTATINE ROSUVASTATINE PRAVASTATINE | 45 | 0.25 | Tolérance musculaire correcte, poursuite de la statine.
  E03.9 | Hypothyroïdie | LEVOTHYROX | 30 | 0.06 | TSH à recontrôler dans six mois.
  J45   | Asthme | VENTOLINE SERETIDE SYMBICORT FLIXOTIDE | 4 | 0.08 | Technique d’inhalation revue, DEP au cabinet.
  J44.9 | Bronchopneumopathie chronique obstructive | SPIRIVA SYMBICORT | 55 | 0.06 | Sevrage tabagique reproposé.
  I48   | Fibrillation atriale | ELIQUIS XARELTO BISOPROLOL | 65 | 0.08 | Rythme irrégulier à l’auscultation, pas de saignement sous anticoagulant.
  I25.9 | Cardiopathie ischémique chronique | KARDEGIC ATORVASTATINE BISOPROLOL | 55 | 0.07 | Pas de douleur thoracique à l’effort.
  F32.1 | Épisode dépressif moyen | SERTRALINE ESCITALOPRAM MIRTAZAPINE | 18 | 0.09 | Thymie meilleure, pas d’idée suicidaire exprimée.
  F41.1 | Anxiété généralisée | OXAZEPAM SERTRALINE | 18 | 0.07 | Souhaite diminuer les benzodiazépines, décroissance expliquée.
  M17   | Gonarthrose | PARACETAMOL DICLOFENAC | 55 | 0.15 | Périmètre de marche conservé, kinésithérapie renouvelée.
  M54.5 | Lombalgie chronique | PARACETAMOL TRAMADOL KETOPROFENE | 30 | 0.12 | Pas de déficit neurologique, pas de signe d’alerte.
  K21.9 | Reflux gastro-œsophagien | OMEPRAZOLE ESOMEPRAZOLE PANTOPRAZOLE | 25 | 0.14 | Symptômes contrôlés, essai d’arrêt progressif.
  N40   | Hypertrophie bénigne de la prostate | TAMSULOSINE ALFUZOSINE | 60 | 0.1 | Nycturie deux fois, pas de brûlure mictionnelle.
  G43.9 | Migraine | PROPRANOLOL AMITRIPTYLINE | 15 | 0.1 | Quatre crises par mois, agenda des crises remis.
  M10.9 | Goutte | ALLOPURINOL COLCHICINE | 50 | 0.04 | Pas de crise depuis trois mois.
  M81.0 | Ostéoporose | ALENDRONATE CALCIDOSE | 65 | 0.08 | Ostéodensitométrie à prévoir.
  B20   | Infection par le VIH, traitée | VITAMINE | 25 | 0.004 | Charge virale indétectable, suivi partagé avec le service d’infectiologie.
  C50.9 | Cancer du sein, en rémission | PARACETAMOL | 45 | 0.02 | Mammographie de contrôle normale, suivi oncologique annuel.
  F10.2 | Dépendance à l’alcool | VITAMINE OXAZEPAM | 30 | 0.03 | Consommation déclarée en baisse, orienté vers le CSAPA.
`);

/** A reason for a visit, with findings, conclusion and prescription. */
interface Complaint {
  readonly reason: string;
  readonly findings: string;
  readonly conclusion: string;
  readonly treatments: readonly string[];
  /** Ages at which it occurs, both included. */
  readonly from: number;
  readonly to: number;
  readonly sex: 'female' | null;
}

function complaints(rows: string): Complaint[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [reason = '', findings = '', conclusion = '', treatments = '', who = ''] = row
        .split('|')
        .map((cell) => cell.trim());
      const [, from, to, sex] = /^(\d+)-(\d+)( F)?$/.exec(who) ?? [];
      return {
        ...{ reason, findings, conclusion, treatments: treatments === '' ? [] : treatments.split(' ') },
        ...{ from: Number(from ?? 0), to: Number(to ?? 120), sex: sex === undefined ? null : 'female' },
      };
    });
}

export const acute: readonly Complaint[] = complaints(`
  Toux et rhinorrhée depuis trois jours | Gorge érythémateuse, tympans normaux, auscultation claire, pas de fièvre au cabinet. | Rhinopharyngite virale, surveillance, reconsulter si fièvre au-delà de trois jours. | DOLIPRANE
  Angine | Amygdales rouges et augmentées de volume, adénopathies sous-maxillaires, TDR négatif. | Angine virale, traitement symptomatique. | PARACETAMOL
  Brûlures mictionnelles | Abdomen souple, fosses lombaires libres, bandelette : leucocytes et nitrites positifs. | Cystite simple. | FOSFOMYCINE | 15-120 F
  Douleurs lombaires après un effort | Contracture paravertébrale, Lasègue négatif, réflexes présents et symétriques. | Lumbago commun, maintien de l’activité conseillé. | KETOPROFENE PARACETAMOL | 16-120
  Diarrhée et vomissements | Abdomen sensible sans défense, pas de pli cutané, muqueuses humides. | Gastro-entérite aiguë, réhydratation orale. | RACECADOTRIL SMECTA
  Éruption prurigineuse des avant-bras | Plaques érythémateuses vésiculeuses, pas de surinfection. | Eczéma de contact probable, éviction du savon incriminé. | BETAMETHASONE DEXERYL
  Fatigue persistante | Examen sans particularité, poids stable, conjonctives normocolorées. | Asthénie à explorer, bilan biologique prescrit. | | 12-120
  Renouvellement de traitement | Examen clinique sans changement, tolérance bonne. | État stable, ordonnance renouvelée pour trois mois. | | 30-120
  Certificat pour le sport | Auscultation cardiaque normale, pas de souffle, tension normale, pas d’antécédent familial de mort subite. | Pas de contre-indication apparente ce jour. | | 6-65
  Douleur de l’oreille droite | Tympan droit congestif et bombant, mastoïde indolore. | Otite moyenne aiguë. | AMOXICILLINE DOLIPRANE
  Insomnie | Pas de ronflement rapporté, contexte de surmenage, pas de syndrome dépressif franc. | Règles d’hygiène du sommeil, pas d’hypnotique en première intention. | MELATONINE | 18-120
  Entorse de la cheville | Œdème prémalléolaire externe, critères d’Ottawa négatifs. | Entorse bénigne, protocole GREC, attelle une semaine. | IBUPROFENE | 8-75
  Nez bouché et éternuements au printemps | Muqueuse nasale pâle, conjonctives un peu rouges. | Rhinite allergique saisonnière. | CETIRIZINE DESLORATADINE
  Palpitations | Rythme régulier à 78, ECG sans trouble de la repolarisation. | Extrasystoles probablement bénignes, Holter demandé. | | 16-120
  Suivi de grossesse | Hauteur utérine concordante, mouvements actifs perçus, bandelette négative. | Grossesse évolutive sans particularité. | VITAMINE | 19-43 F
  Arrêt de travail pour surmenage | Asthénie, troubles de la concentration, pas d’idée noire. | Épuisement professionnel, arrêt de sept jours, à revoir. | | 20-63
`);

export const allergies =
  'Pénicilline|Latex|Arachide|Pollens de graminées|Acariens|Iode des produits de contraste|Aspirine|Œuf|Venin de guêpe|Sulfamides'.split(
    '|',
  );
export const vaccines =
  'DTP-coqueluche (rappel)|Grippe saisonnière|COVID-19|Pneumocoque|Hépatite B|ROR|Zona|Papillomavirus'.split('|');
export const operations =
  'Appendicectomie|Cholécystectomie|Cure de hernie inguinale|Prothèse totale de hanche|Opération de la cataracte|Césarienne|Amygdalectomie|Arthroscopie du genou|Coloscopie'.split(
    '|',
  );
export const operationsOfTheYoung = ['Appendicectomie', 'Amygdalectomie', 'Cure de hernie inguinale'];
export const relatives = 'FTH=Père|MTH=Mère|SIB=Frère ou sœur'
  .split('|')
  .map((row) => row.split('=') as [string, string]);
export const familyIllnesses =
  'Infarctus du myocarde avant 55 ans|Diabète de type 2|Cancer du sein|Cancer colorectal|Accident vasculaire cérébral|Maladie d’Alzheimer'.split(
    '|',
  );
export const insurers =
  'Harmonie Mutuelle|MGEN|Aésio Mutuelle|Malakoff Humanis|Groupama Santé|MNH|Macif Santé|La Mutuelle Générale'.split(
    '|',
  );
export const specialists =
  'Dr Anne Kervella, cardiologue|Dr Paul Haddad, pneumologue|Dr Sophie Meyer, endocrinologue|Dr Marc Etcheverry, rhumatologue|Dr Lucie Benali, dermatologue'.split(
    '|',
  );
/** Doses by form of the medicine. */
export const doses = {
  tablet: ['1 matin et soir pendant 7 jours', '1 le matin', '1 au coucher', '1 trois fois par jour si douleur'],
  sachet: ['1 sachet par jour', '1 sachet trois fois par jour avant les repas', '1 prise unique'],
  inhaled: ['2 bouffées matin et soir', '1 à 2 bouffées en cas de gêne, sans dépasser 8 par jour'],
  skin: ['1 application le soir pendant 10 jours', '1 application matin et soir sur les zones sèches'],
} as const;
