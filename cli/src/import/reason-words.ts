/** What codes mean, in French and English: the officer reads them, and they say what to do. */
const words: Readonly<Record<string, readonly [fr: string, en: string]>> = {
  // Why a proposal is not certain.
  no_identifier: ['aucune colonne ne permet de retrouver quelqu’un', 'no column by which somebody can be found'],
  columns_unclear: ['des colonnes sont à confirmer', 'columns have to be confirmed'],
  rows_unreadable: ['des lignes sont illisibles', 'rows cannot be read'],
  names_unreadable: ['plus d’un nom sur cent est illisible', 'more than one name in a hundred cannot be read'],
  encoding_guessed: [
    'l’encodage des accents est deviné (--encoding)',
    'the encoding of accents is a guess (--encoding)',
  ],
  layout_inferred: ['la position des colonnes est devinée', 'the places of the columns are a guess'],
  left_out: ['une partie du fichier n’est pas lue', 'a part of the file is not read'],
  // What a column asks.
  dates_unclear: ['jour et mois se lisent de deux façons', 'day and month can be read in two ways'],
  dates_unreadable: ['des dates de naissance illisibles', 'birth dates that cannot be read'],
  dates_disagree: ['les dates ne sont pas celles des NIR', 'the dates are not those of the NIRs'],
  values_unreadable: ['les valeurs ne sont pas ce que dit le nom', 'the values are not what the name says'],
  whose: ['est-ce bien celui du patient ?', 'is it the patient’s?'],
  joins: ['clé commune à plusieurs tables ?', 'a key that tables share?'],
  // Why something is left out.
  no_person: ['personne ne peut y être retrouvé', 'nobody can be found in it'],
  not_chosen: ['une autre table a été choisie', 'another table was chosen'],
  skipped: ['laissé de côté par mapping.json', 'left out by mapping.json'],
  format_unsupported: ['format non lu', 'a format that is not read'],
  format_unknown: ['format inconnu', 'an unknown format'],
  file_empty: ['vide', 'empty'],
  compression_damaged: ['archive endommagée', 'damaged archive'],
  archive_encrypted: ['protégé par un mot de passe', 'protected by a password'],
  source_damaged: ['fichier endommagé', 'damaged file'],
  // Why a row, or a cell of it, does not count.
  too_few_cells: ['pas assez de cellules', 'too few cells'],
  too_many_cells: ['trop de cellules', 'too many cells'],
  unclosed_quote: ['guillemet non fermé', 'a quote that is not closed'],
  record_too_long: ['enregistrement trop long', 'a record that is too long'],
  invalid_json: ['JSON invalide', 'invalid JSON'],
  invalid_sql: ['SQL invalide', 'invalid SQL'],
  not_a_record: ['pas un enregistrement', 'no record'],
  repeated_header: ['ligne de titres répétée', 'the names of the columns again'],
  unknown_column: ['colonne inconnue', 'an unknown column'],
  name_unreadable: ['nom dont des lettres sont perdues', 'a name that has lost letters'],
  name_characters: ['nom avec d’autres signes que des lettres', 'a name with other signs than letters'],
  name_empty: ['nom sans lettre', 'a name without a letter'],
  name_too_long: ['nom trop long', 'a name that is too long'],
  nir_key: ['clé du NIR fausse', 'a wrong key of the NIR'],
  nir_length: ['NIR de longueur fausse', 'a NIR of the wrong length'],
  nir_characters: ['NIR avec d’autres signes', 'a NIR with other characters'],
  nir_spreadsheet_rounded: ['NIR arrondi par un tableur', 'a NIR that a spreadsheet has rounded'],
  birth_date_format: ['date de naissance illisible', 'a birth date that cannot be read'],
  birth_date_ambiguous: ['date de naissance ambiguë', 'an ambiguous birth date'],
  birth_date_month: ['mois de naissance impossible', 'an impossible month of birth'],
  birth_date_day: ['jour de naissance impossible', 'an impossible day of birth'],
  birth_date_year: ['année de naissance impossible', 'an impossible year of birth'],
  birth_date_future: ['date de naissance dans l’avenir', 'a birth date in the future'],
  birth_date_time_zone: ['date de naissance décalée par un fuseau horaire', 'a birth date shifted by a time zone'],
  birth_date_too_long: ['date de naissance trop longue', 'a birth date that is too long'],
  email_no_at: ['adresse e-mail sans @', 'an e-mail address without @'],
  phone_length: ['téléphone de longueur fausse', 'a telephone number of the wrong length'],
  phone_characters: ['téléphone avec d’autres signes', 'a telephone number with other characters'],
};

/** A reason in both languages, or its code where there are no words for it. */
export function reasonWords(code: string): string {
  const known = words[code];
  return known === undefined ? code : `${known[0]} / ${known[1]}`;
}
