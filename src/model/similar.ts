/** Letters that may differ before a word is another word. */
const MOST_EDITS = 3

/** The word of a list that somebody may have meant; undefined when none is near. Pure. */
export function similarTo(word: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .toSorted((one, other) => one.edits - other.edits)
  return nearest !== undefined && nearest.edits <= MOST_EDITS ? nearest.candidate : undefined
}

/** Levenshtein's distance: letters to insert, remove or change. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of one.split('').entries()) {
    const above = row
    row = [index + 1]
    for (const [column, wanted] of other.split('').entries()) {
      const changed = (above[column] ?? 0) + (letter === wanted ? 0 : 1)
      row.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1))
    }
  }
  return row.at(-1) ?? 0
}
