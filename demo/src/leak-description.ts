import { laboratoryColumns } from './laboratory/columns.ts';

/**
 * A leak.json for the demonstration, with a fictitious controller.
 *
 * @param expires the day on which the index stops answering, `yyyy-mm-dd`
 */
export function leakDescription(expires: string) {
  return {
    index: 'laboratoires-demo',
    version: 1,
    expires,
    title: {
      fr: 'Démonstration : fuite de données des Laboratoires Démo',
      en: 'Demonstration: data leak at Laboratoires Démo',
    },
    summary: {
      fr:
        'Un fichier de patients, copié pendant un changement de logiciel, a été publié sur Internet. ' +
        'Cette fuite est une démonstration : les laboratoires et les personnes sont fictifs.',
      en:
        'A file of patients, copied while software was being replaced, was published on the Internet. ' +
        'This leak is a demonstration: the laboratories and the people are fictitious.',
    },
    controller: 'Laboratoires Démo',
    legalBasis: 'RGPD, article 34 (communication à la personne concernée) ; article 6.1.c',
    occurred: { from: '2020-10-01', to: '2021-02-14' },
    discovered: '2021-02-23',
    contact: {
      name: 'Délégué à la protection des données, Laboratoires Démo',
      email: 'dpo@laboratoires-demo.example',
      phone: '0800 00 00 00',
      url: 'https://www.laboratoires-demo.example/fuite',
      address: '1 rue de l’Exemple, 56100 Lorient',
    },
    /** Keys of intake's table of categories. */
    categories: [...new Set(laboratoryColumns.map(([, category]) => category))],
    kinds: ['nir', 'code'],
  };
}
