import { printOfLines } from '@etanche/records-web';

/** A laboratory's report of a fictitious patient, as a PDF. @param date `YYYY-MM-DD` */
export function laboratoryReport(patient: string, date: string): Uint8Array {
  return printOfLines('Résultats d’analyses', [
    ...[
      'Laboratoire du Steïr · 18 quai du Steïr, 29000 Quimper',
      '',
      `Patient : ${patient}`,
      `Prélèvement du ${french(date)}`,
    ],
    ...['', 'Hématologie', '', '    Hémoglobine            13,4 g/dL      (12,0 à 16,0)'],
    ...[
      '    Leucocytes             6,20 G/L       (4,00 à 10,00)',
      '    Plaquettes             212 G/L        (150 à 400)',
    ],
    ...['', 'Biochimie', '', '    Créatinine             8,4 mg/L       (6,0 à 11,0)'],
    ...[
      '    Potassium              4,3 mmol/L     (3,5 à 5,0)',
      '    Ferritine              96 µg/L        (30 à 300)',
    ],
    ...['', 'Données fictives de la démonstration.'],
  ]);
}

/** A hospital's report, as a PDF of two pages. @param date `YYYY-MM-DD` */
export function dischargeReport(date: string): Uint8Array {
  return printOfLines(
    'Compte rendu d’hospitalisation',
    ['Centre hospitalier de Cornouaille · Service de médecine', '', `Quimper, le ${french(date)}`, ''].concat(
      ['Cher confrère,', '', 'Quatre jours d’hospitalisation pour une pneumopathie franche lobaire aiguë.', ''],
      [
        'Mode de vie : vit à domicile, autonome.',
        '',
        'Histoire : fièvre à 39,2 °C et toux depuis trois jours, sans signe de choc.',
        '',
      ],
      ['Examen : crépitants de la base droite, saturation à 93 % en air ambiant.', ''],
      [
        'Radiographie : foyer de la base droite, sans épanchement.',
        '',
        'Évolution : apyrexie en 48 heures sous amoxicilline.',
      ],
    ),
    [
      ...[
        'Traitement de sortie',
        '',
        '    Amoxicilline 1 g matin, midi et soir, encore trois jours',
        '    Paracétamol 1 g si besoin',
      ],
      ...['', 'Suivi', '', '    Contrôle clinique dans une semaine', '    Radiographie de contrôle dans six semaines'],
      ...['', 'Bien confraternellement.', '', 'Données fictives de la démonstration.'],
    ],
  );
}

/** A cardiologist's report, as a PDF. @param date `YYYY-MM-DD` */
export function cardiologyReport(patient: string, date: string): Uint8Array {
  return printOfLines('Compte rendu de cardiologie', [
    ...['Cardiologie du Frout · 12 rue du Frout, 29000 Quimper', '', `Patient : ${patient}`, `Le ${french(date)}`, ''],
    ...['Examen : pression artérielle 142/86, rythme régulier à 78, pas de souffle, pas d’œdème.', ''],
    ...['Électrocardiogramme : rythme sinusal, axe normal, repolarisation sans anomalie.', ''],
    ...['Échographie : ventricule gauche non dilaté, fraction d’éjection à 58 %.', ''],
    ...['Proposition : bisoprolol 2,5 mg, une fois le matin. Contrôle dans trois mois.', ''],
    'Données fictives de la démonstration.',
  ]);
}

/** A letter to a cardiologist, as a PDF. @param date `YYYY-MM-DD` */
export function questionToCardiologist(patient: string, date: string): Uint8Array {
  return printOfLines('Courrier', [
    ...['Maison de santé du Port · 3 quai du Port, 29000 Quimper', '', `Le ${french(date)}`, ''],
    ...[
      'Cher confrère,',
      '',
      `Je vous remercie de recevoir ${patient}`,
      'pour une dyspnée d’effort depuis un mois.',
      '',
    ],
    ...['Souffle systolique au foyer aortique, non connu. Pression artérielle 138/82.', ''],
    ...['Bien confraternellement.', '', 'Données fictives de la démonstration.'],
  ]);
}

function french(date: string): string {
  return date.split('-').reverse().join('/');
}

/**
 * A report of a laboratory in the format HPRIM Médecin, without a number by which its patient would be certain.
 *
 * @param date `YYYY-MM-DD`
 */
export function laboratoryFile(
  patient: { readonly family: string; readonly given: string; readonly birthDate: string },
  date: string,
  isCorrected = false,
): Uint8Array {
  const [family, given] = [patient.family.toUpperCase(), patient.given.toUpperCase()];
  const lines = [
    ...['S1184', family, given, '', '', '29000 QUIMPER', french(patient.birthDate), '', 'B2611', french(date)],
    ...['LABST     Laboratoire du Steïr', 'ARNHE     Dr Hélène Arnaud', 'Ionogramme sanguin', '****LAB****'],
    ...(isCorrected
      ? ['RES|Potassium|2823-3|N|4,6|mmol/L|3,5|5,0||C', 'TEX|Résultat corrigé : tube hémolysé, nouveau dosage.']
      : [
          ...['RES|Potassium|2823-3|N|5,6|mmol/L|3,5|5,0|H|F', 'RES|Sodium|2951-2|N|139|mmol/L|136|145||F'],
          'TEX|Tube sans hémolyse, résultat contrôlé.',
        ]),
    ...['****FIN****', '****FINFICHIER****', ''],
  ];
  return new TextEncoder().encode(lines.join('\r\n'));
}
