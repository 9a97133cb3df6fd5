/** Given names in France by generation, with compound, regional, overseas and foreign ones. */
const menBefore1970 =
  'Jean Pierre Michel André Philippe René Louis Alain Jacques Bernard Marcel Daniel Roger Robert Claude Henri Christian ' +
  'Georges Gérard Patrick Paul Raymond Maurice Guy Gilbert Serge Lucien Yves Joseph François Émile Fernand Eugène Léon ' +
  'Gabriel Roland Francis Jean-Pierre Jean-Claude Jean-Paul Jean-Michel Jean-Luc Jean-Marie Jean-Louis Dominique Didier ' +
  'Gilles Pascal Thierry Bruno Hervé Marc Éric Denis Joël Noël Hubert Raoul Gaston Albert Armand Edmond Félix Yvon Gwénaël ' +
  'Ange Toussaint Antonio Manuel José Ahmed Mohamed Ali Slimane Boubacar Ibrahima Stanisław Giovanni Loïc Fañch';
const women1970 =
  'Marie Jeanne Monique Françoise Jacqueline Catherine Nathalie Isabelle Sylvie Anne Martine Nicole Christine Madeleine ' +
  'Simone Suzanne Yvonne Denise Marguerite Germaine Odette Paulette Andrée Thérèse Geneviève Yvette Lucienne Hélène ' +
  'Christiane Chantal Colette Josiane Danielle Michèle Annie Brigitte Véronique Évelyne Dominique Claudine Éliane Solange ' +
  'Marie-Claude Marie-Thérèse Marie-France Anne-Marie Marie-Christine Marie-Louise Rose-Marie Bernadette Mauricette ' +
  'Huguette Ginette Renée Raymonde Fernande Joëlle Régine Gisèle Maryvonne Annick Soizic Fatima Khadija Aïcha Fátima Maria ' +
  'Conceição Teresa Aminata Fatoumata Mariam Zofia';
const menSince1970 =
  'Nicolas Julien Sébastien David Christophe Frédéric Stéphane Laurent Olivier Alexandre Thomas Romain Maxime Antoine ' +
  'Guillaume Kévin Jérémy Benjamin Clément Quentin Florian Anthony Vincent Mathieu Cédric Jérôme Fabrice Arnaud Grégory ' +
  'Ludovic Lucas Hugo Théo Enzo Louis Nathan Léo Gabriel Raphaël Arthur Jules Adam Noah Ethan Paul Sacha Mathis Timéo ' +
  'Maël Gaël Tristan Loïc Yann Erwan Malo Titouan Ewen Xavier Rémi Aurélien Damien Fabien Yohann Mickaël Jordan Dylan ' +
  'Steeven Teddy Jean-Baptiste Pierre-Yves Paul-Émile Charles-Henri Yanis Rayan Ilyes Mehdi Karim Sofiane Bilal Ibrahim ' +
  'Mamadou Ousmane Cheick João Tiago Kylian Joris Bastien Valentin Corentin Elio Côme Ange-Marie Andria Eneko Iban Peio';
const womenSince1970 =
  'Stéphanie Céline Virginie Sandrine Aurélie Émilie Julie Laetitia Élodie Audrey Sophie Delphine Karine Séverine Laure ' +
  'Camille Marion Pauline Manon Léa Chloé Emma Inès Jade Louise Alice Lina Mila Anna Rose Ambre Julia Romane Juliette ' +
  'Agathe Zoé Éléonore Clémence Anaïs Mathilde Lucie Sarah Laura Marine Charlotte Mélanie Amandine Jessica Jennifer ' +
  'Vanessa Sabrina Ludivine Coralie Noémie Margaux Maëlle Maëva Solène Enora Nolwenn Gwenaëlle Rozenn Tiphaine Bérénice ' +
  'Océane Cassandra Lou-Anne Anne-Sophie Marie-Laure Anne-Laure Marie-Ève Rose-Lyne Naïs Loïse Nour Yasmine Samira Leïla ' +
  'Kenza Aya Assia Hafsa Aïssatou Awa Djénéba Salimata Fanta Mariana Beatriz Moéata Poerava Heiata Vaïmiti Amélie-Rose ' +
  'Maïtena Nahia Lætitia Cœlia';

export type Sex = 'male' | 'female';

/** Given names of people of that sex born in that year. */
export function givenNamesOf(sex: Sex, birthYear: number): readonly string[] {
  return birthYear < 1970 ? lists[sex].before : lists[sex].since;
}

const lists = {
  male: { before: menBefore1970.split(' '), since: menSince1970.split(' ') },
  female: { before: women1970.split(' '), since: womenSince1970.split(' ') },
};
