/**
 * The space of regular NIRs in the order in which an attacker would try it. Births are registered at the location of
 * the maternity, so the prefectures and the arrondissements of three cities come first, then the departments known from
 * the press, then every commune. Sex (2) × year (100) × month (12) × place × order (1,000).
 */
export type NirSpace = { readonly places: readonly string[] };

/**
 * Highest commune code of each department in the official geographic code, former communes included (Licence Ouverte).
 */
const highestCommune: ReadonlyMap<string, number> = new Map([
  ['01', 457],
  ['02', 834],
  ['03', 321],
  ['04', 245],
  ['05', 184],
  ['06', 163],
  ['07', 349],
  ['08', 503],
  ['09', 342],
  ['10', 445],
  ['11', 441],
  ['12', 307],
  ['13', 216],
  ['14', 764],
  ['15', 269],
  ['16', 425],
  ['17', 486],
  ['18', 290],
  ['19', 289],
  ['21', 717],
  ['22', 391],
  ['23', 266],
  ['24', 587],
  ['25', 635],
  ['26', 382],
  ['27', 701],
  ['28', 426],
  ['29', 302],
  ['2A', 363],
  ['2B', 366],
  ['30', 356],
  ['31', 593],
  ['32', 468],
  ['33', 555],
  ['34', 344],
  ['35', 363],
  ['36', 248],
  ['37', 282],
  ['38', 567],
  ['39', 586],
  ['40', 334],
  ['41', 297],
  ['42', 339],
  ['43', 268],
  ['44', 225],
  ['45', 349],
  ['46', 340],
  ['47', 328],
  ['48', 198],
  ['49', 382],
  ['50', 648],
  ['51', 664],
  ['52', 550],
  ['53', 276],
  ['54', 602],
  ['55', 586],
  ['56', 264],
  ['57', 767],
  ['58', 313],
  ['59', 670],
  ['60', 703],
  ['61', 513],
  ['62', 909],
  ['63', 473],
  ['64', 560],
  ['65', 482],
  ['66', 234],
  ['67', 562],
  ['68', 386],
  ['69', 389],
  ['70', 583],
  ['71', 591],
  ['72', 386],
  ['73', 330],
  ['74', 315],
  ['75', 120],
  ['76', 759],
  ['77', 534],
  ['78', 688],
  ['79', 357],
  ['80', 836],
  ['81', 326],
  ['82', 195],
  ['83', 154],
  ['84', 151],
  ['85', 307],
  ['86', 300],
  ['87', 206],
  ['88', 532],
  ['89', 486],
  ['90', 105],
  ['91', 692],
  ['92', 78],
  ['93', 79],
  ['94', 81],
  ['95', 690],
  ['971', 34],
  ['972', 34],
  ['973', 62],
  ['974', 24],
  ['975', 2],
  ['976', 17],
  ['977', 1],
  ['978', 1],
  ['984', 15],
  ['986', 13],
  ['987', 58],
  ['988', 33],
  ['989', 1],
  // Births abroad: 99 and the country's code.
  ['99', 999],
]);
/** Communes that hold the prefecture of a department (official geographic code, Licence Ouverte). */
const prefectures =
  '01053 02408 03190 04070 05061 06088 07186 08105 09122 10387 11069 12202 13055 14118 15014 16015 17300 18033 19272 ' +
  '21231 22278 23096 24322 25056 26362 27229 28085 29232 2A004 2B033 30189 31555 32013 33063 34172 35238 36044 37261 ' +
  '38185 39300 40192 41018 42218 43157 44109 45234 46042 47001 48095 49007 50502 51108 52121 53130 54395 55029 56260 ' +
  '57463 58194 59350 60057 61001 62041 63113 64445 65440 66136 67482 68066 69123 70550 71270 72181 73065 74010 75056 ' +
  '76540 77288 78646 79191 80021 81004 82121 83137 84007 85191 86194 87085 88160 89024 90010 91228 92050 93008 94028 ' +
  '95500 97105 97209 97302 97411 97608';
/** Paris, Lyon and Marseille register births by arrondissement. */
const arrondissements = [
  ['75', 101, 120],
  ['69', 381, 389],
  ['13', 201, 216],
] as const;
const years = 100;
const sexes = ['1', '2'];
const months = 12;

/** Numbers in one block: one place and one year. */
export const numbersPerBlock = sexes.length * months * 1000;

/** @param named departments to try after the towns and before the others */
export function nirSpace(named: readonly string[]): NirSpace {
  const order = [...named, ...highestCommune.keys()];
  const towns = [
    ...prefectures.split(' '),
    ...arrondissements.flatMap(([department, from, to]) =>
      Array.from({ length: to - from + 1 }, (_, i) => `${department}${from + i}`),
    ),
  ];
  return { places: [...new Set([...towns, ...order.flatMap(placesOf)])] };
}

function placesOf(department: string): string[] {
  const digits = 5 - department.length;
  return Array.from(
    { length: highestCommune.get(department) ?? 0 },
    (_, i) => `${department}${String(i + 1).padStart(digits, '0')}`,
  );
}

export function blockCount(space: NirSpace): number {
  return space.places.length * years;
}

/** The 24 ten-character prefixes of a block. */
export function blockPrefixes(space: NirSpace, block: number): string[] {
  const place = space.places[Math.floor(block / years)];
  if (place === undefined) return [];
  const year = String(block % years).padStart(2, '0');
  return sexes.flatMap((sex) =>
    Array.from({ length: months }, (_, month) => `${sex}${year}${String(month + 1).padStart(2, '0')}${place}`),
  );
}
