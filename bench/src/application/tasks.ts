import type { Page } from 'playwright-core';
import type { Hand } from './hand.ts';

/** A published figure for the same task in other software. */
type Published = { readonly presses: number; readonly source: string };

export type Task = {
  readonly name: string;
  /** A person of the demonstration's cast. */
  readonly person: 'Dr Karim Bensaïd' | 'Nadia Cohen';
  /** Presses that the design promises. */
  readonly aim: number;
  /** Letters and other keys that it promises, where it does. */
  readonly aimOfKeys?: number;
  readonly published: Published | null;
  /** True for a task that is done while the records server does not answer. */
  readonly isWithoutServer?: true;
  /** Brings the page to where the task begins; not counted. */
  readonly begin: (page: Page) => Promise<void>;
  /** Ends with the right patient or dose on screen, and otherwise throws. */
  readonly run: (hand: Hand) => Promise<void>;
};

const entry = /^\d\d:\d\d/;
const doctor = 'Dr Karim Bensaïd';
const colleague = 'Dr Hélène Arnaud';
const secretary = 'Nadia Cohen';

async function openAgenda(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Agenda', exact: true }).click();
  await page.getByRole('button', { name: entry }).first().waitFor();
}

async function openFile(page: Page): Promise<void> {
  await openAgenda(page);
  await page.getByRole('button', { name: entry }).first().click();
  await page.getByRole('link', { name: 'Ordonnance' }).waitFor();
}

/** A file whose patient has a standing treatment. */
async function openTreated(page: Page): Promise<void> {
  for (let i = 0; i < 6; i++) {
    await openAgenda(page);
    await page.getByRole('button', { name: entry }).nth(i).click();
    await page.getByRole('link', { name: 'Ordonnance' }).waitFor();
    if ((await page.getByText('Aucun traitement habituel').count()) === 0) return;
  }
  throw new Error('none of the first patients of the day has a standing treatment');
}

/** Name and birth date of a patient with an appointment, as a caller says them. */
function createCaller() {
  let caller = { name: '', birth: '' };
  return {
    async choose(page: Page): Promise<void> {
      await openAgenda(page);
      await page.getByRole('button', { name: entry }).first().click();
      const title = page.getByRole('heading', { level: 1 });
      await page.getByRole('tab', { name: 'Identité et contact' }).waitFor();
      const [, birth = ''] = /(\d\d\/\d\d\/\d{4})/.exec(await page.locator('main').innerText()) ?? [];
      caller = { name: (await title.innerText()).split(/\s+né/)[0] ?? '', birth: birth.replaceAll('/', '') };
      await openAgenda(page);
      await page.getByRole('region', { name: 'Au téléphone' }).getByRole('combobox').focus();
    },
    async find({ page, type, press, see }: Hand): Promise<void> {
      // Six digits, as they are said: 02 09 91.
      await type(caller.birth.slice(0, 4) + caller.birth.slice(6));
      await see(page.getByRole('option', { name: caller.name }));
      // Two patients may have one birth date: the name decides.
      const chosen = page.getByRole('option', { selected: true });
      for (let i = 0; i < 20 && !(await chosen.innerText()).includes(caller.name); i++) await press('ArrowDown');
      await press('Enter');
      await see(page.getByRole('region', { name: 'Au téléphone' }).getByText(caller.name));
      await see(page.getByRole('button', { name: /^Réserver/ }));
    },
    name: () => caller.name,
  };
}

const caller = createCaller();
/** Each new patient has another name. */
let newcomers = 0;

export const tasks: readonly Task[] = [
  {
    name: 'open the next patient',
    person: doctor,
    aim: 1,
    published: null,
    begin: openAgenda,
    async run({ page, click, see }) {
      const card = page.getByRole('button', { name: entry }).first();
      const [, name = ''] = (await card.innerText()).split('\n');
      await click(card);
      await see(page.getByRole('heading', { level: 1, name }));
    },
  },
  {
    name: 'prescribe a new common medicine and print it',
    person: doctor,
    aim: 5,
    aimOfKeys: 12,
    published: { presses: 62, source: 'worst of four hospitals, paracetamol, JAMIA 2018' },
    begin: openFile,
    async run({ page, type, press, click, print, see }) {
      // By clicks, where a chord (Alt O, Ctrl P) would be two presses less and two keys more.
      await click(page.getByRole('link', { name: 'Ordonnance' }));
      await see(page.getByRole('combobox', { name: /^Médicament/ }));
      await type('para 1');
      await see(page.getByRole('option', { name: /paracétamol 1 g/i }));
      await press('Enter');
      await type('3/j 5j');
      await see(page.getByText(/^Quantité\s: 15/));
      await press('Enter');
      await see(page.getByRole('list', { name: 'Lignes de l’ordonnance' }).getByText(/paracétamol/i));
      await click(page.getByRole('button', { name: /^Garder et imprimer/ }));
      await print('paracétamol 1 g');
      await see(page.getByRole('tab', { name: /Ordonnances/ }));
    },
  },
  {
    name: 'prescribe a tapering dose and print it',
    person: doctor,
    aim: 8,
    published: null,
    begin: openFile,
    async run({ page, type, press, print, see }) {
      await press('Alt+o');
      await see(page.getByRole('combobox', { name: /^Médicament/ }));
      await type('prednisolone 20');
      await see(page.getByRole('option', { name: /prednisolone/i }));
      await press('Enter');
      await type('3 0 0 3j puis 2 0 0 3j puis 1 0 0 3j');
      await see(page.getByText(/^Quantité\s: 18/));
      await press('Enter');
      await see(page.getByRole('list', { name: 'Lignes de l’ordonnance' }).getByText(/prednisolone/i));
      await press('Control+p');
      await print('prednisolone 20 mg');
      await see(page.getByRole('tab', { name: /Ordonnances/ }));
    },
  },
  {
    name: 'renew the whole standing treatment and print it',
    person: doctor,
    aim: 3,
    published: null,
    begin: openTreated,
    async run({ page, press, click, print, see }) {
      await press('Alt+o');
      await click(page.getByRole('button', { name: 'Tout renouveler' }));
      const first = page.getByRole('region', { name: 'Traitement habituel' }).getByRole('listitem').locator('strong');
      const label = await first.first().innerText();
      await press('Control+p');
      // A long name goes on in a second line of the page.
      await print((label.split(',')[0] ?? '').replaceAll(/[\u00a0\u202f]/gu, ' '));
      await see(page.getByRole('tab', { name: /Ordonnances/ }));
    },
  },
  {
    name: 'an ordinary visit: reason, blood pressure, examination, end',
    person: doctor,
    aim: 30,
    // The published 106 clicks of an office visit include orders and letters, which this task has not.
    published: null,
    begin: openFile,
    async run({ page, go, type, press, see }) {
      await press('Alt+v');
      await go(page.getByRole('textbox', { name: 'Motif' }));
      await type('Toux');
      await press('Tab');
      await type('Bien. ta 13/8');
      await see(page.getByRole('listbox', { name: 'Mesure proposée' }));
      await press('Enter');
      await see(page.getByRole('region', { name: 'Mesuré aujourd’hui' }).getByText('Tension 130/80'));
      await press('Control+Enter');
      await see(page.getByRole('tab', { name: /Consultations/ }));
    },
  },
  {
    name: 'see an abnormal result and file it',
    person: doctor,
    aim: 2,
    published: null,
    async begin(page) {
      await openFile(page);
      await page.getByRole('tab', { name: /Résultats/ }).click();
      await page.getByLabel('À voir par').selectOption(doctor);
      await page.getByLabel('Saisir un résultat').fill('potassium 6,1 (3,5-5)');
      await page.getByLabel('Saisir un résultat').press('Enter');
      await page.getByText(`Sur la liste de ${doctor}.`).waitFor();
    },
    async run({ page, click, see }) {
      await click(page.getByRole('link', { name: /^Tâches/ }));
      const abnormal = page.getByRole('region', { name: 'Résultats anormaux' });
      await see(abnormal.getByText('6,1'));
      await click(abnormal.getByRole('button', { name: /Vu et classé/ }).first());
      await see(page.getByText(/^Vu et classé/));
    },
  },
  {
    name: 'hand over the own list to a colleague',
    person: doctor,
    aim: 3,
    published: null,
    async begin(page) {
      await page.getByRole('link', { name: /^Tâches/ }).click();
      const give = page.getByRole('button', { name: 'Confier ma liste…' });
      const back = page.getByRole('button', { name: 'Reprendre ma liste' });
      await give.or(back).waitFor();
      if (await back.isVisible()) await back.click();
      await give.waitFor();
      await openAgenda(page);
    },
    async run({ page, click, see }) {
      await click(page.getByRole('link', { name: /^Tâches/ }));
      await click(page.getByRole('button', { name: 'Confier ma liste…' }));
      await click(page.getByRole('button', { name: `Confier à ${colleague}` }));
      await see(page.getByText(new RegExp(`Remplacé par ${colleague} jusqu’au`)));
    },
  },
  {
    name: 'give a vaccine with its lot',
    person: doctor,
    aim: 5,
    published: { presses: 32, source: 'one flu vaccine, Lown Institute' },
    begin: openFile,
    async run({ page, go, type, click, press, see }) {
      await click(page.getByRole('tab', { name: /^Vaccins/ }));
      await click(page.getByRole('button', { name: 'Autre vaccin' }));
      const dialog = page.getByRole('dialog', { name: 'Vacciner' });
      // A native list is chosen by its letters.
      await go(dialog.getByRole('combobox', { name: 'Vaccin' }));
      await type('VAXIGRIP');
      await go(dialog.getByLabel('Lot', { exact: true }));
      await type('U3J71');
      await click(dialog.getByRole('button', { name: 'Bras gauche' }));
      await go(dialog.getByLabel('Lot', { exact: true }));
      await press('Enter');
      await see(page.getByRole('region', { name: 'Carnet de vaccination' }).getByText(/VAXIGRIP/));
    },
  },
  {
    name: 'print a certificate',
    person: doctor,
    aim: 3,
    published: null,
    begin: openFile,
    async run({ page, type, click, press, print, see }) {
      await press('Alt+c');
      await click(page.getByRole('button', { name: 'Certificat médical simple' }).first());
      await see(page.getByRole('textbox', { name: 'Objet' }));
      await type('la natation');
      await press('Enter');
      await print('contre-indication apparente à la natation');
    },
  },
  {
    name: 'prepare and print a sick leave',
    person: doctor,
    aim: 4,
    published: null,
    begin: openFile,
    async run({ page, go, type, click, press, print, see }) {
      await press('Alt+c');
      await click(page.getByRole('button', { name: 'Arrêt de travail' }).first());
      await see(page.getByRole('textbox', { name: /^Durée/ }));
      await type('3');
      await go(page.getByRole('combobox', { name: 'Sorties autorisées' }));
      await type('non');
      await press('Tab');
      await type('grippe');
      await press('Enter');
      await print('Motif médical : grippe');
    },
  },
  {
    name: 'a visit while the server does not answer',
    person: doctor,
    aim: 30,
    published: null,
    isWithoutServer: true,
    begin: openFile,
    async run({ page, go, type, press, see }) {
      await press('Alt+v');
      await go(page.getByRole('textbox', { name: 'Motif' }));
      await type('Toux');
      await see(page.getByText(/Gardé sur cet appareil/));
      await press('Control+Enter');
      await see(page.getByRole('region', { name: 'Non envoyé' }));
    },
  },
  {
    name: 'find a patient on the telephone',
    person: secretary,
    aim: 1,
    aimOfKeys: 6,
    published: null,
    begin: (page) => caller.choose(page),
    run: (hand) => caller.find(hand),
  },
  {
    name: 'find a caller and book the first place',
    person: secretary,
    aim: 3,
    published: null,
    begin: (page) => caller.choose(page),
    async run(hand) {
      await caller.find(hand);
      await hand.press('Enter');
      await hand.see(hand.page.getByText(`${caller.name()}, `));
    },
  },
  {
    name: 'create a patient on one page',
    person: secretary,
    aim: 2,
    published: null,
    async begin(page) {
      await page.getByRole('link', { name: 'Patients', exact: true }).click();
      await page.getByRole('link', { name: 'Créer un patient' }).click();
    },
    async run({ page, go, type, press, click, see }) {
      newcomers += 1;
      const name = `Essai${'abcdefghijklmnopqrstuvwxyz'.charAt(newcomers % 26)}bert`;
      await go(page.getByLabel('Date de naissance'));
      // A browser's date field takes the digits in the order of its language.
      await page.getByLabel('Date de naissance').fill('1985-04-23');
      await go(page.getByLabel('Nom de naissance'));
      await type(name);
      await press('Tab');
      await type('Sabine');
      await click(page.getByRole('radio', { name: 'Femme' }));
      await see(page.getByRole('button', { name: /^Créer/, disabled: false }));
      await go(page.getByLabel('Prénoms de naissance'));
      await press('Enter');
      await see(page.getByRole('heading', { level: 1, name: new RegExp(name, 'i') }));
    },
  },
];
