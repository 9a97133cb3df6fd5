import { describe, expect, test } from 'vitest';
import {
  categories,
  findCategory,
  formatMapping,
  isEmptyValue,
  makeExposure,
  mappedCategories,
  mappingFromProposal,
  parseMapping,
  proposeMapping,
  type ColumnRole,
  type Row,
  type SourceDescription,
} from '../src/index.ts';
import { maskValue } from '../src/mapping/mask-value.ts';
import { recognizeName } from '../src/mapping/vocabulary.ts';

const describeColumns = (columns: readonly string[]): SourceDescription => ({
  ...{ format: 'csv', compression: 'none', encoding: 'utf-8', separator: ';', header: true },
  columns,
});
const rowsOf = (records: readonly (readonly string[])[]): Row[] =>
  records.map((cells, index) => ({ ok: true, number: index + 1, cells }));
const category = (key: string): ColumnRole => ({ category: key });

describe('names of columns', () => {
  test.each<[string, ColumnRole]>([
    ...[
      'NUM_SECU',
      'NSS',
      'N° SS',
      'N° Sécu',
      'numSecu',
      'NIR',
      'Numéro de sécurité sociale',
      'NO_SECU',
      'INSEE_NIR',
    ].map((name): [string, ColumnRole] => [name, 'nir']),
    ...['CLE_NIR', 'Clé sécu', 'CLE'].map((name): [string, ColumnRole] => [name, 'nir-key']),
    ...[
      'DDN',
      'DATE_NAISS',
      'Date de naissance',
      'dateNaissance',
      'DT_NAISS',
      'birthDate',
      'Né(e) le',
      'dob',
      'patient.birth_date',
    ].map((name): [string, ColumnRole] => [name, 'birth-date']),
    ...['NOM_JF', 'Nom de naissance', 'NOM_PATRONYMIQUE', 'Nom de jeune fille', 'maiden_name'].map(
      (name): [string, ColumnRole] => [name, 'birth-name'],
    ),
    ...['NOM_USUEL', "Nom d'usage", 'NOM_MARITAL', 'nomUsage'].map((name): [string, ColumnRole] => [name, 'used-name']),
    ...['NOM', 'Nom', 'lastName', 'NOM_PATIENT', 'surname'].map((name): [string, ColumnRole] => [name, 'family-name']),
    ...['PRENOM', 'Prénom(s)', 'first_name', 'PRENOM_1', 'given'].map((name): [string, ColumnRole] => [
      name,
      'given-names',
    ]),
    ...['COURRIEL', 'E-mail', 'ADR_MAIL', 'email', 'Adresse e-mail', 'MAIL1'].map((name): [string, ColumnRole] => [
      name,
      'email',
    ]),
    ...['TEL_PORT', 'Téléphone', 'TEL1', 'mobile', 'TEL_FIXE', 'Tél. domicile', 'GSM'].map(
      (name): [string, ColumnRole] => [name, 'phone'],
    ),
    ['NOM_PRENOM', 'full-name'],
    ['MEDECIN_TRAITANT', category('treating-doctor')],
    ['Nom du médecin traitant', category('treating-doctor')],
    ['TEL_MEDECIN', category('care-provider')],
    ['PRESC_TEL', category('prescriber')],
    ['email prescripteur', category('prescriber')],
    ['TEL_PERSONNE_A_PREVENIR', category('family')],
    ['Employeur (tél.)', category('occupation')],
    ['MUTUELLE', category('insurer')],
    ['N° adhérent mutuelle', category('insurer')],
    ['GROUPE_SANGUIN', category('blood-group')],
    ['COMMENTAIRE', category('comment')],
    ['MOT_DE_PASSE', category('password')],
    ['mdp', category('password')],
    ['IDENTIFIANT_WEB', category('login')],
    ['CP', category('postal-address')],
    ['LIEU_NAISS', category('birth-place')],
    ['IBAN', category('bank-details')],
    ['SEROLOGIE_VIH', category('infection')],
    ['GROSSESSE', category('pregnancy')],
    ['DATE_PRELEVEMENT', category('visit-dates')],
    ['ALD', category('long-term-illness')],
  ])('%s', (name, role) => {
    expect(recognizeName(name)?.role).toEqual(role);
  });

  test.each(['X1', 'ZZZ', 'column_3', 'CODE_INTERNE', ''])('the column name %s suggests no role', (name) => {
    expect(recognizeName(name)).toBeUndefined();
  });

  test('an unknown word makes the role of an identifier uncertain', () => {
    expect(recognizeName('TEL')).toMatchObject({ role: 'phone', certain: true });
    expect(recognizeName('TEL_VOISIN')).toMatchObject({ role: 'phone', certain: false });
  });
});

describe('proposals', () => {
  test('a proposal is certain if names and contents agree, and has counts and shapes instead of values', () => {
    const proposal = proposeMapping(
      describeColumns(['NOM', 'NUM_SECU', 'COMMENTAIRE']),
      rowsOf([
        ['Lefèvre', '279035121518989', 'NULL'],
        ['Lefèvre', '0', 'à jeun'],
      ]),
    );
    expect(proposal).toEqual({
      ...{ rows: 2, badRows: 0, repairedRows: 0, doubts: [], certain: true },
      columns: [
        {
          column: 'NOM',
          role: 'family-name',
          confidence: 'certain',
          filled: 2,
          parsed: 2,
          distinct: 1,
          samples: ['Xxxxxxx'],
        },
        {
          column: 'NUM_SECU',
          role: 'nir',
          confidence: 'certain',
          filled: 1,
          parsed: 1,
          distinct: 1,
          samples: ['999999999999999'],
        },
        {
          ...{ column: 'COMMENTAIRE', role: { category: 'comment' }, confidence: 'certain' },
          ...{ filled: 1, parsed: 1, distinct: 1, samples: ['x xxxx'] },
        },
      ],
    });
  });

  test('the contents decide if columns have no names, and are certain if they are clear', () => {
    const proposal = proposeMapping(
      describeColumns(['column_1', 'column_2', 'column_3', 'column_4', 'column_5', 'column_6']),
      rowsOf([
        [
          '279035121518989',
          'a@example.fr',
          '06 12 34 56 78',
          '28/03/1979',
          'un texte assez long pour être un commentaire',
          '',
        ],
        [
          '255081416802538',
          'b@example.fr',
          '0297000000',
          '25/08/1955',
          'un autre texte, long lui aussi, sans forme',
          '',
        ],
        ['185037511600127', 'c@example.fr', '0297000001', '12/03/1985', '', ''],
      ]),
    );
    expect(proposal.columns.map(({ role }) => role)).toEqual([
      ...['nir', 'email', 'phone', 'birth-date'],
      ...[{ category: 'comment' }, 'ignore'],
    ]);
    expect(proposal.columns.map(({ confidence }) => confidence)).toEqual([
      ...['certain', 'certain', 'certain', 'certain', 'unsure', 'unsure'],
    ]);
    expect(proposal.certain).toBe(true);
  });

  test('contents that do not match the column name are a question', () => {
    const rows = rowsOf([
      ['279035121518989', '06 12 34 56 78'],
      ['255081416802538', '0297000000'],
    ]);
    const { columns, certain } = proposeMapping(describeColumns(['NIR', 'VOISIN']), rows);
    expect(columns[1]).toMatchObject({ role: 'phone', confidence: 'likely', question: 'whose' });
    expect(certain).toBe(false);
  });

  test('a column name that its contents contradict is ignored', () => {
    const [column] = proposeMapping(describeColumns(['NIR']), rowsOf([['12'], ['voir dossier'], ['A3']])).columns;
    expect(column).toMatchObject({ role: { category: 'other' }, confidence: 'unsure' });
    const [dates] = proposeMapping(describeColumns(['EMAIL']), rowsOf([['0612345678'], ['0612345679']])).columns;
    expect(dates).toMatchObject({ role: 'phone', confidence: 'unsure' });
  });

  test('a proposal with names only is not certain, since they identify no person', () => {
    expect(proposeMapping(describeColumns(['NOM']), rowsOf([['Roux']])).certain).toBe(false);
  });

  test('shapes do not contain values', () => {
    expect(maskValue('Le 3 rue d’Été: élève €')).toBe('Xx 9 xxx x’Xxx: xxxxx ?');
    expect(maskValue('a'.repeat(40))).toBe(`${'x'.repeat(24)}…`);
  });
});

describe('mapping.json', () => {
  const description = describeColumns(['NOM', 'NUM_SECU', 'X']);
  const proposal = proposeMapping(description, rowsOf([['Roux', '279035121518989', '']]));
  const text = formatMapping(mappingFromProposal(proposal));
  const altered = (change: (lines: { column?: unknown; role?: unknown }[]) => void): unknown => {
    const json = JSON.parse(text) as { columns: { column?: unknown; role?: unknown }[] };
    change(json.columns);
    return json;
  };

  test('a written proposal is read back as a mapping', () => {
    expect(parseMapping(JSON.parse(text), description)).toEqual(mappingFromProposal(proposal));
  });

  test.each<[string, unknown]>([
    ['mapping_invalid', null],
    ['mapping_invalid', []],
    ['mapping_invalid', { format: 'etanche/v1/mapping' }],
    ['mapping_invalid', { format: 'etanche/v2/mapping', columns: [] }],
    ['mapping_invalid', altered((lines) => lines.splice(0, 1, {}))],
    ['mapping_incomplete', altered((lines) => lines.pop())],
    ['mapping_mismatch', altered((lines) => lines.push({ column: 'Y', role: 'ignore' }))],
    ['mapping_mismatch', altered((lines) => lines.reverse())],
    ['mapping_role_unknown', altered((lines) => Object.assign(lines[0] ?? {}, { role: 'name' }))],
    ['mapping_role_unknown', altered((lines) => Object.assign(lines[0] ?? {}, { role: { category: 'shoe-size' } }))],
    [
      'mapping_role_unknown',
      altered((lines) => Object.assign(lines[0] ?? {}, { role: { category: 'comment', more: 1 } })),
    ],
    ['mapping_role_unknown', altered((lines) => delete lines[0]?.role)],
  ])('%s', (code, json) => {
    expect(() => parseMapping(json, description)).toThrow(expect.objectContaining({ name: 'IntakeError', code }));
  });

  test("the operator's own categories", () => {
    const json = altered((lines) => Object.assign(lines[2] ?? {}, { role: { category: 'shoe-size' } }));
    expect(parseMapping(json, description, ['shoe-size']).columns[2]?.role).toEqual({ category: 'shoe-size' });
  });
});

describe('categories', () => {
  test('bits and keys are unique, below 48, and keys fit a manifest', () => {
    expect(new Set(categories.map(({ bit }) => bit)).size).toBe(categories.length);
    expect(new Set(categories.map(({ key }) => key)).size).toBe(categories.length);
    for (const { bit, key } of categories) {
      expect(bit).toBeLessThan(48);
      expect(key).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    }
    expect(findCategory('password')?.name.fr).toBe('Mot de passe');
    expect(findCategory('constructor')).toBeUndefined();
  });

  test.each(
    [
      '',
      ' ',
      'NULL',
      'null',
      '\\N',
      '-',
      '--',
      'N/A',
      'n/a',
      '#N/A',
      '0',
      '0,00',
      '00/00/0000',
      '0000-00-00',
      '0000-00-00 00:00:00',
    ].concat(['00 00 00 00 00', '?', '()', 'NR', 'Non renseigné', 'néant', 'nan', ' None ']),
  )('%j is empty', (value) => {
    expect(isEmptyValue(value)).toBe(true);
  });

  test.each(['a', 'N', 'non', 'O', '1', '0612', '01/01/1900', '-4,00', '+', 'Nathan', 'na !', '0 +', 'A-', '2', '/9'])(
    '%j is a value',
    (value) => {
      expect(isEmptyValue(value)).toBe(false);
    },
  );

  test('zero is a value for results and empty elsewhere', () => {
    const mapping = {
      columns: [
        { column: 'NIR', role: 'nir' as const },
        { column: 'RESULTAT', role: { category: 'results' } },
        { column: 'POIDS', role: { category: 'body-measures' } },
        { column: 'ID', role: 'ignore' as const },
        { column: 'POINTURE', role: { category: 'shoe-size' } },
      ],
    };
    expect(mappedCategories(mapping)).toEqual(['nir', 'results', 'body-measures', 'shoe-size']);
    const bits = new Map([
      ['nir', 3],
      ['results', 20],
      ['body-measures', 31],
      ['shoe-size', 63],
    ]);
    const exposure = makeExposure(mapping, bits);
    expect(exposure(['279035121518989', '0', '0', '7', ''])).toBe((1n << 3n) | (1n << 20n));
    expect(exposure(['', '', '62', '7', '42'])).toBe((1n << 31n) | (1n << 63n));
    expect(exposure([])).toBe(0n);
    bits.delete('results');
    expect(() => makeExposure(mapping, bits)).toThrow(RangeError);
  });
});
