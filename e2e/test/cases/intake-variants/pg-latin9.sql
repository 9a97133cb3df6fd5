SET client_encoding = 'LATIN9';
CREATE TABLE patient (nom text, prenom text, ddn date, nir text, tel text, email text);
COPY patient (nom, prenom, ddn, nir, tel, email) FROM stdin;
LE BRETON	Noémie	1976-12-27	276121305501575	0618356820	pers0.essai@courriel.example
MARTINEAU	Hervé	1945-06-16	145067511419558	0613421693	pers1.essai@courriel.example
KERVELLA	Loïc	1958-07-09	158073523839391	0615355428	pers2.essai@courriel.example
D'ESTIENNE	Anaïs	1947-03-01	247032905610821	0615565218	pers3.essai@courriel.example
LÉVÊQUE	Françoise	1956-09-22	256097511409406	0616606164	pers4.essai@courriel.example
¼UVRARD	Éric	1977-07-06	177073523813696	0621135188	pers5.essai@courriel.example
GÜNTHER	Gaël	2007-11-23	107112B03303419	0621923612	pers6.essai@courriel.example
NGUYEN	Maëlle	1954-08-16	254083523803034	0610767240	pers7.essai@courriel.example
BÉNARD-ROUX	Noémie	1933-09-26	233099741118871	0629411870	pers8.essai@courriel.example
SAINT-YVES	Jean-Noël	1954-10-07	154102211338777	0625509038	pers9.essai@courriel.example
MÜLLER	Zoé	1998-05-25	298059935105658	0622324449	pers10.essai@courriel.example
ÇELIK	Maëlle	1942-04-11	242041305531354	0614972620	pers11.essai@courriel.example
LE BRETON	Éric	1970-11-11	170112A00409146	0614995182	pers12.essai@courriel.example
MARTINEAU	Zoé	1992-03-24	292032905604216	0627902320	pers13.essai@courriel.example
KERVELLA	Théo	2007-06-27	107062A00423497	0624151826	pers14.essai@courriel.example
D'ESTIENNE	Théo	1994-06-27	194067511406716	0628926297	pers15.essai@courriel.example
LÉVÊQUE	Hélène	1944-03-14	244032B03307722	0624114531	pers16.essai@courriel.example
¼UVRARD	Françoise	1952-09-15	252099935135342	0620660318	pers17.essai@courriel.example
GÜNTHER	Zoé	1991-07-05	291072211319408	0616019538	pers18.essai@courriel.example
NGUYEN	Zoé	1954-02-16	254022A00426475	0626871990	pers19.essai@courriel.example
BÉNARD-ROUX	Zoé	2006-11-02	206112A00418729	0619423831	pers20.essai@courriel.example
SAINT-YVES	Zoé	1974-11-06	274112905624349	0618411837	pers21.essai@courriel.example
MÜLLER	Françoise	1990-05-27	290051305533227	0621964525	pers22.essai@courriel.example
ÇELIK	Noémie	1983-06-27	283063523835304	0622223030	pers23.essai@courriel.example
\.
