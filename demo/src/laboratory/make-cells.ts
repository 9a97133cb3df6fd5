import { withoutAccents } from '../make-contacts.ts';
import type { Person } from '../person.ts';
import type { Prng } from '../prng.ts';
import type { LaboratoryCells } from './columns.ts';
import * as words from './medical-words.ts';

/** Cells of one visit that identify the person. Spellings differ between rows. */
export function identityCells(prng: Prng, person: Person, withEmail: boolean): LaboratoryCells {
  const spell = spelling(prng);
  const [phone, ...others] = shuffled(prng, person.phones);
  const mobiles = others.map((number) => phoneText(prng, number));
  const town = person.address.town;
  return {
    CIVILITE: person.sex === 'male' ? 'M' : prng.pick(['MME', 'MLLE', 'Mme']),
    NOM_USUEL: spell(person.usedName ?? person.birthName),
    NOM_JF: person.usedName === null ? '' : spell(person.birthName),
    PRENOM: spell(person.givenNames[0] ?? ''),
    DATE_NAISS: birthDateText(prng, person.birthDate),
    SEXE: person.sex === 'male' ? 'M' : 'F',
    RANG_GEM: person.twinId === null ? '' : '1',
    LIEU_NAISS: prng.chance(0.3) ? spell(person.birthPlace.name) : '',
    ...nirCells(prng, person),
    QUALITE_ASSURE: person.nirHolder === 'own' ? 'ASSURE' : 'ENFANT',
    ADRESSE1: spell(person.address.lines[0] ?? ''),
    ADRESSE2: spell(person.address.lines[1] ?? ''),
    CODE_POSTAL: town.postalCode,
    VILLE: spell(town.name),
    PAYS: prng.chance(0.1) ? 'FRANCE' : '',
    TEL_FIXE: phone === undefined ? prng.pick(['', '', '0000000000']) : phoneText(prng, phone),
    TEL_PORT: mobiles.join(prng.pick([' / ', ' ou ', ';'])),
    COURRIEL: withEmail
      ? person.emails.map((email) => emailText(prng, email)).join('; ')
      : prng.pick(['', '', '', '-']),
  };
}

/** Cells with other data of the laboratory: each is filled for some people only. */
export function medicalCells(prng: Prng): LaboratoryCells {
  const some = (probability: number, ...values: readonly string[]): string =>
    prng.chance(probability) ? prng.pick(values) : '';
  const number = (digits: number): string => String(prng.integer(10 ** (digits - 1), 10 ** digits - 1));
  const day = `${two(prng.integer(1, 28))}/${two(prng.integer(1, 12))}/${prng.integer(2015, 2019)}`;
  return {
    NUM_LABO: number(2),
    NUM_DOSSIER: number(8),
    NUM_PATIENT: some(0.9, number(7)),
    PROFESSION: some(0.2, ...words.occupations),
    SITUATION_FAM: some(0.15, 'MARIÉ', 'CÉLIBATAIRE', 'VEUVE'),
    NATIONALITE: some(0.05, 'FR', 'DZ', 'PT'),
    MEDECIN_TRAITANT: some(0.7, ...words.doctors),
    MED_TRAITANT_CP: some(0.5, '56100', '27000', '45000'),
    MED_TRAITANT_VILLE: some(0.5, 'LORIENT', 'ÉVREUX', 'ORLÉANS'),
    PRESCRIPTEUR: some(0.95, ...words.doctors),
    PRESC_ADRESSE: some(0.6, '3 place de l’Église', '12 RUE DU PORT'),
    PRESC_CP: some(0.6, '56100', '27000', '22000'),
    PRESC_VILLE: some(0.6, 'LORIENT', 'SAINT-BRIEUC'),
    PRESC_TEL: some(0.3, '0297210000', '0238530000'),
    PRESC_RPPS: some(0.5, `101${number(8)}`),
    PRELEVEUR: some(0.4, 'IDE LE ROUX', 'LABO', 'DOMICILE'),
    DATE_PRELEVEMENT: day,
    HEURE_PRELEVEMENT: some(0.8, '08:15', '07h40', '10:05'),
    DATE_DERN_DOSSIER: day,
    CAISSE: some(0.8, '561', '271', '451'),
    CENTRE_CPAM: some(0.6, '0101', '2205'),
    REGIME: some(0.8, '01', '02'),
    DATE_FIN_DROITS: prng.pick(['00/00/0000', '', '31/12/2020']),
    ALD: some(0.12, 'O'),
    EXONERATION: some(0.15, '4', 'ALD'),
    MUTUELLE: some(0.6, ...words.insurers),
    NUM_ADHERENT_MUTUELLE: some(0.5, number(9)),
    DATE_FIN_MUTUELLE: some(0.4, '31/12/2020', '00/00/0000'),
    GROUPE_SANGUIN: some(0.25, 'A', 'B', 'O', 'AB'),
    RHESUS: some(0.25, '+', 'POS', 'NEG'),
    POIDS: prng.pick(['', '', '0', number(2)]),
    TAILLE: prng.pick(['', '', '0', `1${number(2)}`]),
    GROSSESSE: some(0.03, 'O', '12 SA'),
    DDR: prng.pick(['', '', '00/00/0000']),
    TRAITEMENT: some(0.2, ...words.treatments),
    EXAMENS: some(0.9, ...words.analyses),
    COMMENTAIRE: some(0.3, ...words.comments),
    COMMENTAIRE_2: some(0.05, ...words.comments, 'NULL'),
    CONTACT_URGENCE: some(0.03, 'SA FILLE 0600000000', 'voisin'),
    ...credentials(prng),
    SOLDE: prng.pick(['', '0', '0', '12,50', '-4,00']),
  };
}

function credentials(prng: Prng): LaboratoryCells {
  if (!prng.chance(0.12)) return {};
  return {
    IDENTIFIANT_WEB: `WEB${prng.integer(100000, 999999)}`,
    MOT_DE_PASSE: `${prng.pick(['Lab', 'bio', 'X'])}${prng.integer(1000, 9999)}`,
  };
}

/** Mostly capitals without accents, as in old software; hyphens and apostrophes vary. */
function spelling(prng: Prng): (text: string) => string {
  const capitals = prng.chance(0.8);
  const bare = prng.chance(0.75);
  const [hyphen, apostrophe] = [prng.chance(0.2) ? ' ' : '-', prng.chance(0.15) ? ' ' : "'"];
  return (text) => {
    const flat = (bare ? withoutAccents(text) : text).replaceAll('-', hyphen).replace(/['’]/g, apostrophe);
    return capitals ? flat.toUpperCase() : flat;
  };
}

function nirCells(prng: Prng, person: Person): LaboratoryCells {
  const { nir, nirKey } = person;
  const groups = [nir.slice(0, 1), nir.slice(1, 3), nir.slice(3, 5), nir.slice(5, 7), nir.slice(7, 10), nir.slice(10)];
  const draw = prng.next();
  if (draw < 0.04) return { NUM_SECU: prng.pick(['', '0', 'EN COURS', '0000000000000']) };
  if (draw < 0.06) return { NUM_SECU: nir, CLE_SECU: two((Number(nirKey) % 97) + 1) };
  if (draw < 0.4) return { NUM_SECU: nir };
  if (draw < 0.6) return { NUM_SECU: nir, CLE_SECU: nirKey };
  if (draw < 0.75) return { NUM_SECU: nir + nirKey };
  if (draw < 0.8) return { NUM_SECU: nir.toLowerCase() };
  if (draw < 0.83) return { NUM_SECU: groups.join('.') };
  if (draw < 0.93) return { NUM_SECU: [...groups, nirKey].join(' ') };
  return { NUM_SECU: `${nir} ${nirKey}` };
}

/** Two-digit years only from 31 to 99, which are never read as years of this century. */
function birthDateText(prng: Prng, birthDate: string): string {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const draw = prng.next();
  if (draw < 0.015) return prng.pick(['', '00/00/0000']);
  if (draw < 0.03) return `${year}${month}${day}`;
  if (draw < 0.05 && year > '1930' && year < '2000') return `${day}/${month}/${year.slice(2)}`;
  return `${day}/${month}/${year}`;
}

function phoneText(prng: Prng, phone: string): string {
  const national = /^\+(33|262|590|594|596)(\d{9})$/.exec(phone);
  if (national === null || prng.chance(0.04)) return phone;
  const digits = `0${national[2] ?? ''}`;
  const pairs = digits.match(/\d\d/g) ?? [];
  return prng.pick([digits, digits, digits, pairs.join(' '), pairs.join('.')]);
}

function emailText(prng: Prng, email: string): string {
  return prng.chance(0.2) ? email.toUpperCase() : email;
}

function shuffled<T>(prng: Prng, items: readonly T[]): T[] {
  const [first, ...rest] = items;
  return first !== undefined && prng.chance(0.3) ? [...rest, first] : [...items];
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
