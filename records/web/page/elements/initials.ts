/** Two capitals for a person, without the title. */
export function initials(name: string): string {
  return name
    .replace(/^(Dr|Mme|M\.)\s+/, '')
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase();
}
