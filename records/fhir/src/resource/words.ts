/** The words of a text, which spaces and line breaks separate, as a union. */
export type Words<Text extends string> = Exclude<Split<Lines<Text>, ' '>, ''>;

type Lines<Text extends string> = Split<Text, '\n'>;

type Split<
  Text extends string,
  Sign extends string,
  Found extends string = never,
> = Text extends `${infer Head}${Sign}${infer Rest}` ? Split<Rest, Sign, Found | Head> : Found | Text;
