/** Begins the comment of a vaccination that was not given; its reason follows. */
export const notGiven = 'Non réalisée : ';
