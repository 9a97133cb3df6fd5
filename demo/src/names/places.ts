/** Towns with their postal code; `insee` is the code of five characters in a NIR. */
export type Town = { readonly name: string; readonly postalCode: string; readonly insee: string };

function towns(list: string): Town[] {
  return list.split('|').map((line) => {
    const [insee = '', postalCode = '', name = ''] = line.split('=');
    return { insee, postalCode, name };
  });
}

export const metropolitan: readonly Town[] = towns(
  '56260=56100=Lorient|56121=56100=Lanester|56178=56300=Pontivy|56034=56340=Carnac|22278=22000=Saint-Brieuc|22113=22300=Lannion|' +
    '29019=29200=Brest|29232=29000=Quimper|35238=35000=Rennes|35288=35400=Saint-Malo|27229=27000=Évreux|27681=27200=Vernon|' +
    '45234=45000=Orléans|45208=45200=Montargis|28085=28000=Chartres|37261=37000=Tours|41018=41000=Blois|18033=18000=Bourges|' +
    '75112=75012=Paris|75118=75018=Paris|69383=69003=Lyon|13205=13005=Marseille|59350=59000=Lille|59599=59200=Tourcoing|' +
    '62041=62000=Arras|80021=80000=Amiens|76540=76000=Rouen|14118=14000=Caen|50129=50100=Cherbourg-en-Cotentin|67482=67000=Strasbourg|' +
    '68224=68100=Mulhouse|57463=57000=Metz|54395=54000=Nancy|51454=51100=Reims|21231=21000=Dijon|25056=25000=Besançon|' +
    '39300=39000=Lons-le-Saunier|71270=71000=Mâcon|63113=63000=Clermont-Ferrand|87085=87000=Limoges|86194=86000=Poitiers|' +
    '17300=17000=La Rochelle|33063=33000=Bordeaux|64102=64100=Bayonne|64122=64200=Biarritz|31555=31000=Toulouse|81004=81000=Albi|' +
    '12202=12000=Rodez|34172=34000=Montpellier|30189=30000=Nîmes|66136=66000=Perpignan|11069=11000=Carcassonne|83137=83000=Toulon|' +
    '06088=06000=Nice|84007=84000=Avignon|04070=04000=Digne-les-Bains|38185=38000=Grenoble|73065=73000=Chambéry|74010=74000=Annecy|' +
    '01053=01000=Bourg-en-Bresse|42218=42000=Saint-Étienne|44109=44000=Nantes|49007=49000=Angers|53130=53000=Laval|72181=72000=Le Mans|' +
    '85191=85000=La Roche-sur-Yon|91228=91000=Évry-Courcouronnes|93066=93200=Saint-Denis|94028=94000=Créteil|92050=92000=Nanterre|' +
    '60057=60000=Beauvais|02691=02100=Saint-Quentin|10387=10000=Troyes|89024=89000=Auxerre|58194=58000=Nevers|03190=03000=Moulins|' +
    '24322=24000=Périgueux|47001=47000=Agen|40192=40000=Mont-de-Marsan|65440=65000=Tarbes|09122=09000=Foix|51215=51300=Domprémy',
);
export const corsican: readonly Town[] = towns(
  '2A004=20000=Ajaccio|2A041=20169=Bonifacio|2A247=20137=Porto-Vecchio|2B033=20200=Bastia|2B050=20260=Calvi|2B096=20250=Corte',
);
export const overseas: readonly Town[] = towns(
  '97105=97100=Basse-Terre|97120=97110=Pointe-à-Pitre|97209=97200=Fort-de-France|97213=97232=Le Lamentin|97302=97300=Cayenne|' +
    '97304=97310=Kourou|97411=97400=Saint-Denis|97416=97410=Saint-Pierre|97422=97430=Le Tampon|97608=97600=Mamoudzou|' +
    '98818=98800=Nouméa|98735=98714=Papeete',
);
/** Birth abroad: 99 and INSEE's number of the country. */
export const abroad: readonly Town[] = towns(
  '99352=99999=Algérie|99350=99999=Maroc|99351=99999=Tunisie|99139=99999=Portugal|99127=99999=Italie|99134=99999=Espagne|' +
    '99341=99999=Sénégal|99335=99999=Mali|99326=99999=Côte d’Ivoire|99122=99999=Pologne|99208=99999=Turquie|99243=99999=Viêt Nam|' +
    '99333=99999=Madagascar|99109=99999=Allemagne|99132=99999=Royaume-Uni',
);
/** Départements of Algeria before independence: 91 to 94, each with a commune. */
export const formerDepartments: readonly Town[] = towns('91352=99999=Alger|92352=99999=Oran|93352=99999=Constantine');

const streetWords =
  'des Lilas|de la Gare|Victor Hugo|Jean Jaurès|du Général de Gaulle|de l’Église|des Écoles|de la République|Pasteur|du Moulin|' +
  'de Verdun|du 8 Mai 1945|du 11 Novembre|Anatole Le Braz|de Kerfichant|des Tilleuls|du Château|Jules Ferry|Émile Zola|' +
  'de l’Étang|des Acacias|Saint-Exupéry|du Stade|de la Fontaine|aux Moines|d’Alsace-Lorraine|de l’Hôpital';
export const streets: readonly string[] = streetWords.split('|');
export const streetKinds: readonly string[] = [
  'rue',
  'rue',
  'rue',
  'avenue',
  'boulevard',
  'impasse',
  'allée',
  'place',
  'chemin',
];
