import type { Page } from 'playwright-core';

type Screen = {
  readonly name: string;
  readonly person: 'Dr Hélène Arnaud' | 'Nadia Cohen' | 'Paul Le Roux';
  /** Leads from the screen before to this one, and waits until it is complete. */
  readonly show: (page: Page) => Promise<void>;
};

const entry = /^\d\d:\d\d/;

async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Parties de l’application' }).getByRole('link', { name }).click();
}

async function tab(page: Page, name: RegExp, shown: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByText(shown).first().waitFor();
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
      await page.getByRole('combobox', { name: /^Médicament/ }).pressSequentially('amlodipine 5');
      await page
        .getByRole('option', { name: /amlodipine 5 mg/i })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Posologie et durée' }).fill('1 0 0 28j');
      await page.getByText(/^Quantité : 28/).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Aperçu' }).getByText('28 jours').first().waitFor();
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
    name: 'tasks',
    person: 'Dr Hélène Arnaud',
    async show(page) {
      await follow(page, 'Tâches');
      await page.getByText('Tout est vu.').waitFor();
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
