import type { RunningApplication } from '@etanche/trial';
import type { Page } from 'playwright-core';
import { prescribeAmlodipine } from '../application/prescribe.ts';

type Screen = {
  readonly name: string;
  readonly person: 'Dr Hélène Arnaud' | 'Solène Kervella' | 'Nadia Cohen' | 'Paul Le Roux';
  /** Leads from the screen before to this one, and waits until it is complete. */
  readonly show: (page: Page, files: Files) => Promise<void>;
};

type Files = RunningApplication['files'];

const entry = /^\d\d:\d\d/;

async function follow(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('navigation', { name: 'Parties de l’application' }).getByRole('link', { name }).click();
}

async function tab(page: Page, name: RegExp, shown: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByText(shown).first().waitFor();
}

async function openMessage(page: Page, subject: string): Promise<void> {
  const rows = page.getByRole('list', { name: 'Messages reçus' }).getByRole('button');
  await rows.first().waitFor();
  const head = page.getByRole('region', { name: 'Message', exact: true }).getByRole('heading', { level: 2 });
  for (let i = 0; i < (await rows.count()); i++) {
    await rows.nth(i).click();
    await head.waitFor();
    if ((await head.innerText()).startsWith(subject)) return;
  }
  throw new Error('the demonstration has no such message');
}

async function open(page: Page, files: Files, care: 'child' | 'pregnancy'): Promise<void> {
  const file = files.find((one) => one.care === care);
  if (file === undefined) throw new Error(`the demonstration has no ${care}`);
  await page.evaluate((scope) => {
    location.hash = `#/patients/${scope}`;
  }, file.scope);
  await page.getByRole('heading', { level: 1, name: file.name }).waitFor();
}

export const screens: readonly Screen[] = [
  {
    name: 'agenda',
    person: 'Nadia Cohen',
    show: (page) => page.getByRole('button', { name: entry }).first().waitFor(),
  },
  {
    name: 'reception-file',
    person: 'Nadia Cohen',
    async show(page) {
      await page.getByRole('button', { name: entry }).nth(1).click();
      await page.getByRole('region', { name: 'Contact' }).waitFor();
    },
  },
  {
    name: 'reception-documents',
    person: 'Nadia Cohen',
    show: (page) => tab(page, /^Documents/, 'Documents en attente d’un médecin'),
  },
  {
    name: 'new-patient',
    person: 'Nadia Cohen',
    async show(page) {
      await follow(page, 'Patients');
      await page.getByRole('link', { name: 'Créer un patient' }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
  },
  {
    name: 'settings',
    person: 'Nadia Cohen',
    async show(page) {
      await follow(page, 'Réglages');
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
  },
  {
    name: 'synthesis',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.getByRole('button', { name: entry }).nth(2).click();
      await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
      await page.getByRole('heading', { name: 'Mesures et biologie' }).waitFor();
    },
  },
  { name: 'history', person: 'Dr Hélène Arnaud', show: (page) => tab(page, /^Antécédents/, 'Ajouter un problème') },
  { name: 'results', person: 'Dr Hélène Arnaud', show: (page) => tab(page, /^Résultats/, 'Saisir un résultat') },
  { name: 'documents', person: 'Dr Hélène Arnaud', show: (page) => tab(page, /^Documents/, 'Choisir un fichier') },
  { name: 'vaccines', person: 'Dr Hélène Arnaud', show: (page) => tab(page, /^Vaccins/, 'Carnet de vaccination') },
  { name: 'accesses', person: 'Dr Hélène Arnaud', show: (page) => tab(page, /^Qui a ouvert/, 'Dr Hélène Arnaud') },
  {
    name: 'visit',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.keyboard.press('Alt+v');
      await page.getByLabel('Motif').fill('Suivi, renouvellement');
      await page.getByText(/Gardé à \d\d/).waitFor();
    },
  },
  {
    name: 'prescription',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.keyboard.press('Alt+o');
      await prescribeAmlodipine(page);
    },
  },
  {
    name: 'certificate',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.keyboard.press('Alt+c');
      await page.getByRole('button', { name: 'Arrêt de travail' }).first().click();
      await page.getByRole('textbox', { name: /^Durée/ }).fill('5');
      await page.getByRole('complementary', { name: 'Aperçu' }).getByText('Arrêt de travail').first().waitFor();
    },
  },
  {
    name: 'send',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, 'Agenda');
      await page.getByRole('button', { name: entry }).nth(2).click();
      await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Dr Yann Le Gall/ })
        .waitFor();
    },
  },
  {
    name: 'transfer',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.keyboard.press('Escape');
      await tab(page, /^Envois/, 'Transférer le dossier…');
      await page.getByRole('button', { name: 'Transférer le dossier…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: /Dr Yann Le Gall/ }).click();
      await dialog.getByRole('button', { name: /^Préparer le dossier pour/ }).click();
      await dialog.getByRole('checkbox').waitFor();
    },
  },
  {
    name: 'growth',
    person: 'Dr Hélène Arnaud',
    async show(page, files) {
      await page.keyboard.press('Escape');
      await open(page, files, 'child');
      await tab(page, /^Croissance/, 'Référence : CDC 2000');
      await page.getByRole('button', { name: 'Taille', exact: true }).click();
    },
  },
  {
    name: 'favourites',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, 'Réglages');
      await page.getByRole('link', { name: 'Favoris et protocoles' }).click();
      await page.getByRole('button', { name: 'Gastro-entérite' }).waitFor();
    },
  },
  {
    name: 'interactions',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.getByRole('link', { name: 'Interactions' }).click();
      await page.getByRole('heading', { level: 2, name: 'Interactions' }).waitFor();
    },
  },
  {
    name: 'pregnancy',
    person: 'Solène Kervella',
    async show(page, files) {
      await open(page, files, 'pregnancy');
      await tab(page, /^Grossesse/, 'Groupe sanguin et sérologies');
    },
  },
  {
    name: 'tasks',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, 'Tâches');
      await page.getByRole('region', { name: 'Résultats anormaux' }).waitFor();
    },
  },
  {
    name: 'mail',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, /^Courrier/);
      await openMessage(page, 'Consultation de cardiologie');
      await page.getByRole('group', { name: /^Page 1/ }).waitFor();
    },
  },
  {
    name: 'mail-results',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await openMessage(page, 'Bilan avant coronarographie');
      await page.getByRole('columnheader', { name: 'Avant' }).waitFor();
    },
  },
  {
    name: 'mail-directory',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await page.getByRole('button', { name: 'Annuaire' }).click();
      await page.getByText('Messagerie scellée').first().waitFor();
    },
  },
  {
    name: 'month',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, 'Agenda');
      await page
        .getByRole('link', { name: 'Mois' })
        .or(page.getByRole('button', { name: 'Mois' }))
        .first()
        .click();
      await page
        .getByText(/rendez-vous/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'members',
    person: 'Paul Le Roux',
    show: (page) => page.getByRole('button', { name: 'Inviter un membre' }).waitFor(),
  },
  {
    name: 'protection',
    person: 'Paul Le Roux',
    async show(page) {
      await follow(page, 'Protection');
      await page.getByText('Voir les nombres').waitFor();
    },
  },
  {
    name: 'journal',
    person: 'Paul Le Roux',
    async show(page) {
      await follow(page, 'Journal');
      await page.getByText('Connexion').first().waitFor();
    },
  },
];
