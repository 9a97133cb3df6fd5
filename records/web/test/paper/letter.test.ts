import { describe, expect, test } from 'vitest';
import { agendaPrint } from '../../paper/agenda-list.ts';
import { fillTemplate } from '../../paper/fill-template.ts';
import { letterPrint, type LetterPrint } from '../../paper/letter.ts';
import { wrap } from '../../paper/sheet.ts';
import { widthOf } from '../../paper/font-widths.ts';
import { writePdf } from '../../paper/write-pdf.ts';
import { pageTexts, pdfTexts } from './pages.ts';

const letter: LetterPrint = {
  ...{
    letterhead: null,
    signatory: null,
    placeAndDate: 'Quimper, le 29 novembre 2026',
  },
  ...{
    addressee: ['Dr Yann Le Gall', 'Cardiologie', '29000 Quimper'],
    heading: '',
    signedBy: 'Dr Hélène Arnaud',
  },
  ...{
    body: 'Cher confrère,\n\nMerci de recevoir Mme Wiśniewski (née Şahin).',
    copies: ['Dr Prigent'],
  },
};

describe('a letter', () => {
  test('has addressee, date, body, signatory and copies', () => {
    const [page = ''] = pageTexts(letterPrint(letter));
    for (const text of [
      'Dr Yann Le Gall',
      'le 29 novembre',
      'Cher confrère,',
      'Dr Hélène Arnaud',
      'Copie : Dr Prigent',
    ])
      expect(page).toContain(text);
  });

  test('keeps letters on paper that the PDF’s fonts lack, and the PDF states that it is not exact', () => {
    expect(pageTexts(letterPrint(letter)).join()).toContain('Wiśniewski (née Şahin)');
    expect(pdfTexts(letterPrint(letter)).join()).toContain('Wisniewski (née Sahin)');
    expect(writePdf(letterPrint(letter)).isExact).toBe(false);
    expect(writePdf(letterPrint({ ...letter, body: 'Œuf, 10 €' })).isExact).toBe(true);
  });

  test('of several pages numbers them', () => {
    const pages = pageTexts(letterPrint({ ...letter, body: 'Une phrase.\n'.repeat(90) }));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages[1]).toContain(`Page 2 / ${pages.length}`);
  });
});

describe('a template', () => {
  test('is filled in', () => {
    expect(
      fillTemplate('{patient} le {date}', {
        patient: 'Mme MARTIN',
        date: '29/11/2026',
      }),
    ).toEqual({
      text: 'Mme MARTIN le 29/11/2026',
      open: [],
    });
  });

  test('keeps fields without a value and unknown fields, and lists each once', () => {
    expect(fillTemplate('{objet}, {objet}, {inconnu}', { objet: '' })).toEqual({
      text: '{objet}, {objet}, {inconnu}',
      open: ['objet', 'inconnu'],
    });
  });

  test('does not fill in fields of a value', () => {
    expect(fillTemplate('{patient}', { patient: '{date}', date: 'x' }).text).toBe('{date}');
  });
});

describe('a paragraph', () => {
  test('has no line wider than asked, also with one long word', () => {
    for (const line of wrap(`${'mot '.repeat(80)}${'x'.repeat(300)}`, 120, 10))
      expect(widthOf(line, 'plain', 10)).toBeLessThanOrEqual(120);
  });

  test('loses no character but spaces at the ends of lines', () => {
    const text = `un deux ${'x'.repeat(90)} trois`;
    expect(wrap(text, 80, 10).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});

test('the agenda of a day lists each practitioner, also without appointments', () => {
  const row = {
    time: '08:20',
    minutes: 20,
    patient: 'MARTIN Jeanne',
    kind: '',
    state: 'Confirmé',
    notes: 'Interprète',
  };
  const [page = ''] = pageTexts(
    agendaPrint({
      ...{ practice: 'Maison de santé du Port', day: 'Jeudi 26 novembre 2026' },
      columns: [
        { practitioner: 'Dr Hélène Arnaud', rows: [row] },
        { practitioner: 'Solène Kervella', rows: [] },
      ],
    }),
  );
  for (const text of ['08:20', 'MARTIN Jeanne', 'Confirmé', 'Interprète', 'Aucun rendez-vous'])
    expect(page).toContain(text);
});
