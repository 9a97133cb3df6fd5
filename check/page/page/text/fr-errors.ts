import type { Texts } from './texts.ts';

/** The exact fault of a typed value. */
export const frErrors: Texts['errors'] = {
  nir_empty: 'Tapez votre numéro de sécurité sociale.',
  nir_too_long: 'Ce numéro est trop long : il a 15 chiffres, ou 13 sans la clé.',
  nir_characters: 'Ce numéro ne contient que des chiffres. Seule exception : 2A ou 2B pour une naissance en Corse.',
  nir_short: (missing) =>
    missing === 1
      ? 'Il manque 1 chiffre. Le numéro en a 15, ou 13 sans la clé.'
      : `Il manque ${missing} chiffres. Le numéro en a 15, ou 13 sans la clé.`,
  nir_half_key: 'Il manque le dernier chiffre de la clé. Ajoutez-le, ou effacez le 14ᵉ chiffre.',
  nir_extra: (extra) =>
    extra === 1
      ? 'Il y a 1 chiffre de trop : le numéro en a 15.'
      : `Il y a ${extra} chiffres de trop : le numéro en a 15.`,
  nir_sex: 'Le premier chiffre est 1 pour un homme, 2 pour une femme (3, 4, 7 ou 8 pour un numéro provisoire).',
  nir_month: 'Le mois de naissance (4ᵉ et 5ᵉ chiffres) n’existe pas. Vérifiez ces deux chiffres.',
  nir_place: 'Le lieu de naissance (du 6ᵉ au 10ᵉ chiffre) n’existe pas. Vérifiez ces chiffres.',
  nir_order: 'Les chiffres 11 à 13 ne peuvent pas être 000. Vérifiez-les.',
  nir_key:
    'La clé (les 2 derniers chiffres) ne correspond pas au reste : un chiffre est mal tapé. Comparez avec votre carte.',
  nir_spreadsheet_rounded: 'Tapez le numéro en entier, sans abréviation.',
  birth_date_empty: 'Tapez la date de naissance.',
  birth_date_too_long: 'Cette date est trop longue. Tapez-la sous la forme 28/03/1979.',
  birth_date_format: 'Tapez la date sous la forme jour/mois/année, par exemple 28/03/1979.',
  birth_date_ambiguous: 'Tapez l’année avec 4 chiffres, par exemple 28/03/1979.',
  birth_date_time_zone: 'Tapez la date seule, sans l’heure.',
  birth_date_year: 'Tapez l’année avec 4 chiffres, par exemple 1979.',
  birth_date_month: 'Ce mois n’existe pas. Tapez le mois de 01 à 12.',
  birth_date_day: 'Ce jour n’existe pas dans ce mois.',
  birth_date_future: 'Cette date est dans le futur.',
  code_empty: 'Tapez le code de votre lettre.',
  code_too_long: 'Ce code est trop long : il a 17 lettres et chiffres.',
  code_characters: 'Ce code contient un signe impossible. Il n’a que des chiffres et des lettres, sans U.',
  code_short: (missing) =>
    missing === 1 ? 'Il manque 1 caractère au code.' : `Il manque ${missing} caractères au code.`,
  code_extra: (extra) => (extra === 1 ? 'Il y a 1 caractère de trop.' : `Il y a ${extra} caractères de trop.`),
  code_check: 'Un caractère du code est mal tapé. Comparez avec la lettre.',
  email_empty: 'Tapez votre adresse e-mail.',
  email_too_long: 'Cette adresse est trop longue.',
  email_characters: 'Cette adresse contient un signe impossible.',
  email_no_at: 'Il manque le signe @ dans cette adresse.',
  email_local: 'Ce qui précède le signe @ n’est pas possible.',
  email_domain: 'Ce qui suit le signe @ n’est pas possible. Par exemple : exemple.fr',
  phone_empty: 'Tapez votre numéro de téléphone.',
  phone_too_long: 'Ce numéro est trop long.',
  phone_characters: 'Ce numéro contient un signe impossible.',
  phone_length: 'Ce numéro n’a pas le bon nombre de chiffres. Il en a 10 en France.',
  phone_prefix: 'Ce début de numéro n’existe pas.',
  phone_placeholder: 'Ce numéro n’existe pas.',
  phone_spreadsheet_rounded: 'Tapez le numéro en entier, sans abréviation.',
  name_empty: 'Tapez ce nom.',
  name_too_long: 'Ce nom est trop long.',
  name_characters: 'Ce nom contient un signe impossible.',
  name_unreadable: 'Ce nom contient un signe illisible.',
};
