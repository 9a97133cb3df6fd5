import { birthPlace, emailAddress, homeTown, phoneNumber, streetAddress } from './make-contacts.ts';
import { makeNirMaker } from './make-nir.ts';
import { givenNamesOf, type Sex } from './names/given-names.ts';
import { formerDepartments, type Town } from './names/places.ts';
import { rareSurnames, surnames } from './names/surnames.ts';
import type { Person } from './person.ts';
import { makePrng, type Prng } from './prng.ts';

type PeopleOptions = { readonly seed: string; readonly count: number };

/** Latest year of birth, before the leak. */
const lastBirthYear = 2020;

/** The same seed gives the same people, and a longer list starts with the shorter one. */
export function syntheticPeople(options: PeopleOptions): Person[] {
  return [...generatePeople(options)];
}

/** Families: an adult, and in one of seven families children with the adult's NIR; some are twins. */
export function* generatePeople({ seed, count }: PeopleOptions): Generator<Person> {
  const prng = makePrng(`people/${seed}`);
  const makeNir = makeNirMaker(prng);
  let id = 0;
  while (id < count) {
    const family = makeFamily(prng, makeNir, id);
    for (const person of family) {
      if (id === count) return;
      id++;
      yield person;
    }
  }
}

function makeFamily(prng: Prng, makeNir: ReturnType<typeof makeNirMaker>, firstId: number): Person[] {
  const adult = makeAdult(prng, makeNir, firstId);
  const adultYear = Number(adult.birthDate.slice(0, 4));
  if (prng.chance(0.01)) {
    const twin = makeAdultTwin(prng, makeNir, adult);
    return [{ ...adult, twinId: twin.id }, twin];
  }
  if (adultYear < lastBirthYear - 55 || adultYear > lastBirthYear - 22 || !prng.chance(0.3)) return [adult];
  const children: Person[] = [];
  for (let born = 0, births = prng.integer(1, 3); born < births; born++) {
    const child = makeChild(prng, adult, firstId + 1 + children.length);
    children.push(child);
    if (!prng.chance(0.06)) continue;
    const twinId = child.id + 1;
    children[children.length - 1] = { ...child, twinId };
    children.push({ ...child, id: twinId, givenNames: differentName(prng, child), twinId: child.id });
  }
  return [adult, ...children];
}

function makeAdult(prng: Prng, makeNir: ReturnType<typeof makeNirMaker>, id: number): Person {
  const sex: Sex = prng.chance(0.46) ? 'male' : 'female';
  const year = prng.integer(lastBirthYear - 96, lastBirthYear - 18);
  const place = year < 1962 && prng.chance(0.02) ? prng.pick(formerDepartments) : birthPlace(prng);
  const birthDate = makeBirthDate(prng, year, place.insee.startsWith('99') ? 0.08 : 0);
  const { nir, key } = makeNir({ sex, birthDate, birthPlace: place });
  const birthName = surname(prng);
  const married = sex === 'female' ? prng.chance(0.5) : prng.chance(0.01);
  const otherName = surname(prng);
  const usedName =
    !married || otherName === birthName ? null : prng.chance(0.15) ? `${birthName}-${otherName}` : otherName;
  const names = givenNamesOf(sex, year);
  const givenNames = [
    ...new Set([prng.pick(names), ...(prng.chance(0.4) ? [prng.pick(names), prng.pick(names)] : [])]),
  ];
  const town = homeTown(prng);
  const contacts = makeContacts(prng, givenNames[0] ?? '', usedName ?? birthName, birthDate, town);
  return {
    ...{ id, sex, birthName, usedName, givenNames, birthDate, birthPlace: place },
    ...{ nir, nirKey: key, nirHolder: 'own', parentId: null, twinId: null },
    ...{ address: { lines: streetAddress(prng), town }, ...contacts },
  };
}

function makeAdultTwin(prng: Prng, makeNir: ReturnType<typeof makeNirMaker>, twin: Person): Person {
  const sex: Sex = prng.chance(0.5) ? twin.sex : twin.sex === 'male' ? 'female' : 'male';
  const { birthDate, birthPlace: place, birthName } = twin;
  const { nir, key } = makeNir({ sex, birthDate, birthPlace: place });
  const givenNames = differentName(prng, { ...twin, sex });
  const town = homeTown(prng);
  const contacts = makeContacts(prng, givenNames[0] ?? '', birthName, birthDate, town);
  return {
    ...{ ...twin, id: twin.id + 1, sex, usedName: null, givenNames, nir, nirKey: key, twinId: twin.id },
    ...{ address: { lines: streetAddress(prng), town }, ...contacts },
  };
}

function makeChild(prng: Prng, parent: Person, id: number): Person {
  const sex: Sex = prng.chance(0.51) ? 'male' : 'female';
  const youngest = Math.max(Number(parent.birthDate.slice(0, 4)) + 18, lastBirthYear - 16);
  const birthDate = makeBirthDate(prng, prng.integer(youngest, lastBirthYear), 0);
  return {
    ...parent,
    ...{
      id,
      sex,
      usedName: null,
      birthDate,
      birthPlace: parent.address.town,
      nirHolder: 'parent',
      parentId: parent.id,
    },
    birthName: prng.chance(0.4) ? surname(prng) : (parent.usedName ?? parent.birthName),
    givenNames: [prng.pick(givenNamesOf(sex, Number(birthDate.slice(0, 4))))],
    twinId: null,
    emails: [],
  };
}

function differentName(prng: Prng, twin: Person): string[] {
  for (;;) {
    const name = prng.pick(givenNamesOf(twin.sex, Number(twin.birthDate.slice(0, 4))));
    if (name !== twin.givenNames[0]) return [name];
  }
}

function makeContacts(prng: Prng, given: string, family: string, birthDate: string, town: Town) {
  const phones: string[] = [];
  if (prng.chance(0.6)) phones.push(phoneNumber(prng, town, false));
  if (prng.chance(0.75)) phones.push(phoneNumber(prng, town, true));
  if (prng.chance(0.04)) phones.push(phoneNumber(prng, town, true));
  const emails = Array.from({ length: prng.chance(0.7) ? (prng.chance(0.06) ? 2 : 1) : 0 }, () =>
    emailAddress(prng, given, family, birthDate.slice(0, 4)),
  );
  return { phones, emails };
}

function surname(prng: Prng): string {
  const one = (): string => prng.pick(prng.chance(0.55) ? surnames : rareSurnames);
  if (!prng.chance(0.02)) return one();
  return `${one()}${prng.pick(['-', ' '])}${one()}`;
}

/** `unknown`: share of people for whom the civil register has only the year. All are born before October 2020. */
function makeBirthDate(prng: Prng, year: number, unknown: number): string {
  if (prng.chance(unknown)) return `${year}-00-00`;
  const month = prng.integer(1, year === lastBirthYear ? 9 : 12);
  const day = prng.integer(1, new Date(Date.UTC(year, month, 0)).getUTCDate());
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
