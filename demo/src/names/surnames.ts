/** Surnames in France: of every region, overseas, and from the countries of origin of many families. */
const frequent =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand ' +
  'Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin ' +
  'Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu ' +
  'Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière ' +
  'Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger ' +
  'Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq ' +
  'Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur ' +
  'Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard ' +
  'Maillard Baron Bertin Bailly Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin ' +
  'Germain Breton Besson Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger ' +
  'Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Bouchet Gay ' +
  'Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay ' +
  'Pasquier Carlier Laporte';
const regional =
  'Le~Gall Le~Goff Le~Roux Le~Bris Le~Guen Le~Corre Kerbrat Kervella Quéméner Guivarc’h Cloarec Tanguy Floc’h Bihan Morvan ' +
  'Quéré Riou Salaün Abgrall Corlouër Le~Floc’h Hascoët Péron Caradec Madec Prigent L’Hostis L’Helgouac’h Guégan Jaouen ' +
  'Etcheverry Etchegaray Irigoyen Haramburu Bidart Harispe Oyhénart Larralde Elissalde Iriart Casamayor Ospital ' +
  'Schaeffer Zimmermann Kieffer Wagner Hoffmann Roth Ehrhart Burgun Wendling Sutter Baumgartner Heitz Knecht Strub Gross ' +
  'Santoni Casanova Mattei Paoli Leca Colonna Orsini Luciani Giacobbi Poli Ottavi Filippi Agostini Albertini Ceccaldi ' +
  'Vandamme Vandenberghe Deconinck Devos Dewaele Vanhove Debruyne Lesaffre Desmet Verhaeghe Delannoy Wattel Cauchy ' +
  'Puig Ferrer Vila Bosch Sabaté Rocamora Cazals Fabrègues Estève Cabrol Boussac Delmas Bousquet Vergnes Puech Combes ' +
  'd’Aboville d’Estienne de~La~Tour de~Villeneuve du~Plessis de~Saint-Martin des~Forges du~Bois Saint-Jean Saint-Pierre ' +
  'L’Heureux L’Hermitte L’Huillier D’Almeida De~Oliveira Da~Silva Dos~Santos';
const overseas =
  'Boyer-Vidal Maillot Técher Dijoux Fontaine-Payet Lebon Rivière-Hoarau Robert-Payet Turpin Sautron Vitry Law-Yat Chane-Kane ' +
  'Césaire Rosier Jean-Baptiste Jean-François Louis-Joseph Marie-Rose Sainte-Rose Beausoleil Pindard Zobel Cléopâtre ' +
  'Nestor Éloi Théodore Zephirin Hippolyte Sylvestre Lurel Chérubin Mathurin Toto Adélaïde Régina Horth ' +
  'Ali Soilihi Madi Attoumani Houmadi Bacar Saïd Abdallah Mohamed Combo Wamytan Naisseline Wéa Poigoune Tehei’ura Teriitahi ' +
  'Tetuanui Maamaatuaiahutapu Flosse Temaru Faana Mahuta Falelavaki Hanisi';
const abroad =
  'Benali Benamar Bouzid Haddad Mansouri Belkacem Cherif Saidi Amrani Khelifi Bensaïd El~Amrani El~Idrissi Ben~Salah ' +
  'Ben~Youssef Bouchareb Zerrouki Meziane Hamidi Traoré Diallo Coulibaly Diop Ndiaye N’Diaye N’Guessan Konaté Sissoko Camara ' +
  'Keïta Koné Ouattara Touré Mbappé Mbaye Sow Barry Fofana Kouassi Mvondo Ngo~Nkot Okoumba Moukoko Rakoto Rakotomalala ' +
  'Randrianarisoa Andriamanana Ferreira Pereira Rodrigues Gonçalves Fernandes Gomes Lopes Marques Almeida Carvalho Teixeira ' +
  'Rossi Ferrari Bianchi Romano Esposito Ricci Marino Greco Muñoz Ibáñez Núñez Jiménez Gutiérrez Ramírez Kowalski Nowak ' +
  'Wiśniewski Lewandowski Kaczmarek Zieliński Szymański Novák Dvořák Horváth Nagy Popescu Ionescu Dumitrescu Yılmaz Kaya ' +
  'Demir Şahin Öztürk Nguyen Tran Pham Huynh Lê Vo Bui Dang Chen Wang Zhang Li Wu Sivakumar Rajan Kandasamy Khan Hussain ' +
  'O’Connor McCarthy Smith Taylor Schröder Müller Jørgensen Sørensen Håkansson';

export const surnames: readonly string[] = words(frequent);
export const rareSurnames: readonly string[] = [...words(regional), ...words(overseas), ...words(abroad)];

function words(list: string): string[] {
  return list.split(' ').map((name) => name.replaceAll('~', ' '));
}
